CREATE TABLE "installation" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbound_ranges" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"range" text NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"opened_by" bigint,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "answered_origin" text;--> statement-breakpoint
ALTER TABLE "outbound_ranges" ADD CONSTRAINT "outbound_ranges_opened_by_people_id_fk" FOREIGN KEY ("opened_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "outbound_ranges_range" ON "outbound_ranges" USING btree ("range");--> statement-breakpoint
UPDATE "connections" SET "answered_origin" = substring("url" from '^https?://[^/]+') WHERE "last_sync_at" IS NOT NULL;--> statement-breakpoint
-- Connections from before go on: where there are some, the ranges that they may lead to stay open until an owner closes them.
INSERT INTO "outbound_ranges" ("range", "note")
SELECT r, 'open since before ranges were asked for' FROM unnest(ARRAY['127.0.0.0/8', '::1/128']) r
WHERE EXISTS (SELECT FROM "connections" WHERE "url" ~* '^https?://(localhost|[^/:]*[.]localhost|127[.][0-9.]+|\[::1\])(:|/|$)')
UNION ALL
SELECT r, 'open since before ranges were asked for' FROM unnest(ARRAY['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10', 'fc00::/7']) r
WHERE EXISTS (SELECT FROM "connections" WHERE "url" !~* '^https?://(localhost|[^/:]*[.]localhost|127[.][0-9.]+|\[::1\])(:|/|$)');
