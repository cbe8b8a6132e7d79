CREATE TABLE "left_out_records" (
	"connection_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"external_id" text NOT NULL,
	"what" text NOT NULL,
	"why" text NOT NULL,
	"todo" text NOT NULL,
	"met_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "left_out_records_connection_id_kind_external_id_pk" PRIMARY KEY("connection_id","kind","external_id")
);
--> statement-breakpoint
ALTER TABLE "left_out_records" ADD CONSTRAINT "left_out_records_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_left_out" ON "runs" USING btree ("connection_id") WHERE left_out <> '[]'::jsonb;