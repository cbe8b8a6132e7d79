ALTER TABLE "decisions" ADD COLUMN "voided_because" text;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "expires_after_hours" integer DEFAULT 168 NOT NULL;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "evidence_pinned_at" timestamp(3) with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "evidence_changes" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "waits_for_role" text;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "failure" jsonb;--> statement-breakpoint
CREATE UNIQUE INDEX "promotions_open" ON "promotions" USING btree ("version_id","environment_id") WHERE status in ('pending', 'blocked', 'approved', 'executing');