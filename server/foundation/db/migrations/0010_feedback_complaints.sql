ALTER TABLE "feedback_items" ADD COLUMN "predicted_label" text;--> statement-breakpoint
ALTER TABLE "feedback_items" ADD COLUMN "complaint" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "feedback_text" ON "feedback_items" USING gin ((title || ' ' || coalesce(prediction_id, '') || ' ' || answers::text) gin_trgm_ops);--> statement-breakpoint
-- Items that came in before: what the model had said is not known of them, so the rating decides, else the label.
UPDATE "feedback_items" f SET "complaint" = CASE
  WHEN f."rating" IS NOT NULL AND r."max" > 1 THEN (f."rating" - 1)::float8 / (r."max" - 1) <= 1.0 / 3
  ELSE f."corrected_label" IS NOT NULL
END
FROM "forms" o
LEFT JOIN LATERAL (
  SELECT (q->>'max')::int AS "max" FROM jsonb_array_elements(o."fields") q WHERE q->>'kind' = 'rating' LIMIT 1
) r ON true
WHERE o."id" = f."form_id";
