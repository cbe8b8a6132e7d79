CREATE TABLE "sessions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"person_id" bigint NOT NULL,
	"begun_at" timestamp(3) with time zone NOT NULL,
	"last_used_at" timestamp(3) with time zone NOT NULL,
	"client" text NOT NULL,
	"network" text,
	"ended_at" timestamp(3) with time zone
);
--> statement-breakpoint
ALTER TABLE "people" ADD COLUMN "sessions_ended_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_person" ON "sessions" USING btree ("person_id","begun_at");