CREATE INDEX "run_metrics_of_key" ON "run_metrics" USING btree ("key_id","run_id","value");--> statement-breakpoint
CREATE INDEX "runs_tags" ON "runs" USING gin (tags jsonb_path_ops);