ALTER TABLE "series" ADD COLUMN "levels" integer[] DEFAULT '{}'::integer[] NOT NULL;--> statement-breakpoint
ALTER TABLE "series" DROP COLUMN "fine_level";--> statement-breakpoint
ALTER TABLE "series" DROP COLUMN "coarse_level";