DROP INDEX "environments_name";--> statement-breakpoint
ALTER TABLE "environments" ADD COLUMN "removed_at" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "model_versions_unlinked" ON "model_versions" USING btree ("model_id") WHERE run_id is null and run_external_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "environments_name" ON "environments" USING btree ("project_id","name",coalesce(model_id, 0)) WHERE removed_at is null;