ALTER TABLE "model_versions" ADD COLUMN "run_sought_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_external_id" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "parent_id" bigint;--> statement-breakpoint
ALTER TABLE "runs" ADD CONSTRAINT "runs_parent_id_runs_id_fk" FOREIGN KEY ("parent_id") REFERENCES "public"."runs"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "runs_children" ON "runs" USING btree ("parent_id","queued_at","id") WHERE parent_id is not null;--> statement-breakpoint
CREATE INDEX "runs_parentless" ON "runs" USING btree ("connection_id","parent_external_id") WHERE parent_id is null and parent_external_id is not null;--> statement-breakpoint
CREATE INDEX "runs_top_time" ON "runs" USING btree ("project_id","queued_at","id") WHERE parent_id is null;--> statement-breakpoint
CREATE INDEX "runs_top_kind_time" ON "runs" USING btree ("project_id","kind","queued_at","id") WHERE parent_id is null;