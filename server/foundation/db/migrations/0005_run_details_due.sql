CREATE TABLE "run_details_due" (
	"run_id" bigint PRIMARY KEY NOT NULL,
	"connection_id" bigint NOT NULL,
	"queued_at" timestamp(3) with time zone NOT NULL,
	"changed_at" timestamp(3) with time zone NOT NULL,
	"after" timestamp(3) with time zone NOT NULL,
	"whole" boolean NOT NULL,
	"under_way" text
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "notices" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "run_details_due" ADD CONSTRAINT "run_details_due_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "run_details_due" ADD CONSTRAINT "run_details_due_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "run_details_due_order" ON "run_details_due" USING btree ("connection_id","queued_at");