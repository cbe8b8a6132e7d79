CREATE TABLE "former_model_names" (
	"connection_id" bigint NOT NULL,
	"name" text NOT NULL,
	"model_id" bigint NOT NULL,
	"until_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "former_model_names_connection_id_name_pk" PRIMARY KEY("connection_id","name")
);
--> statement-breakpoint
ALTER TABLE "pipelines" ADD COLUMN "made_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "pipelines" ADD COLUMN "deleted_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "model_versions" ADD COLUMN "deleted_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "deleted_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "compared_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "version_gone" text;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "deleted_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "former_model_names" ADD CONSTRAINT "former_model_names_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "former_model_names" ADD CONSTRAINT "former_model_names_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "public"."models"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "former_model_names_model" ON "former_model_names" USING btree ("model_id");--> statement-breakpoint
CREATE INDEX "runs_deleted" ON "runs" USING btree ("connection_id","started_at","id") WHERE deleted_at is not null;