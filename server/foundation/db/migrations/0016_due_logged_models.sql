DROP INDEX "model_versions_measured";--> statement-breakpoint
CREATE INDEX "model_versions_due" ON "model_versions" USING btree ("measured_at" NULLS FIRST,"id") WHERE logged_model_id is not null;