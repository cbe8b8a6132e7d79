CREATE TABLE "version_metrics" (
	"version_id" bigint NOT NULL,
	"key_id" integer NOT NULL,
	"dataset" text DEFAULT '' NOT NULL,
	"value" double precision NOT NULL,
	"may_be_nan" boolean DEFAULT false NOT NULL,
	"step" bigint,
	"at" timestamp(3) with time zone,
	CONSTRAINT "version_metrics_version_id_key_id_dataset_pk" PRIMARY KEY("version_id","key_id","dataset")
);
--> statement-breakpoint
ALTER TABLE "model_versions" ADD COLUMN "logged_model_id" text;--> statement-breakpoint
ALTER TABLE "model_versions" ADD COLUMN "measured_of" text;--> statement-breakpoint
ALTER TABLE "model_versions" ADD COLUMN "measured_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "version_metrics" ADD CONSTRAINT "version_metrics_version_id_model_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."model_versions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "version_metrics" ADD CONSTRAINT "version_metrics_key_id_metric_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."metric_keys"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "version_metrics_key" ON "version_metrics" USING btree ("key_id");--> statement-breakpoint
CREATE INDEX "model_versions_measured" ON "model_versions" USING btree ("measured_at") WHERE logged_model_id is not null;--> statement-breakpoint
UPDATE "model_versions" SET "logged_model_id" = substring("source" from '^models:/(m-[0-9a-f]{32})$') WHERE "source" LIKE 'models:/m-%';
