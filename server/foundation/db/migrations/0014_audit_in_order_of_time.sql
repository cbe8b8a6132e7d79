DROP INDEX "audit_project";--> statement-breakpoint
CREATE INDEX "audit_time" ON "audit_events" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "audit_project_time" ON "audit_events" USING btree ("project_id","at","id");--> statement-breakpoint
CREATE INDEX "audit_project_action" ON "audit_events" USING btree ("project_id","action" text_pattern_ops,"at","id");--> statement-breakpoint
CREATE INDEX "audit_actor" ON "audit_events" USING btree ("actor_id","at","id");