CREATE TABLE "metric_senders" (
	"id" serial PRIMARY KEY NOT NULL,
	"person_id" bigint NOT NULL,
	"token_id" bigint,
	CONSTRAINT "metric_senders_once" UNIQUE NULLS NOT DISTINCT("person_id","token_id")
);
--> statement-breakpoint
DROP INDEX "series_subject";--> statement-breakpoint
ALTER TABLE "points" ADD COLUMN "sender_id" integer;--> statement-breakpoint
ALTER TABLE "series" ADD COLUMN "source" text DEFAULT 'registry' NOT NULL;--> statement-breakpoint
ALTER TABLE "run_metrics" ADD COLUMN "sender_id" integer;--> statement-breakpoint
ALTER TABLE "metric_senders" ADD CONSTRAINT "metric_senders_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metric_senders" ADD CONSTRAINT "metric_senders_token_id_api_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."api_tokens"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "series_source" ON "series" USING btree ("subject","key_id","source");--> statement-breakpoint
-- What is measured of an environment was always sent by API.
UPDATE "series" SET "source" = 'api' WHERE "subject" LIKE 'environment:%';
