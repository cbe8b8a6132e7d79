CREATE TABLE "access_changes" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"person_id" bigint NOT NULL,
	"project_id" bigint,
	"kind" text NOT NULL,
	"role" text,
	"changed_by" bigint,
	"by_owner" boolean NOT NULL,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "promotion_retries" (
	"promotion_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "promotion_retries_promotion_id_person_id_pk" PRIMARY KEY("promotion_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "agreed_by" bigint;--> statement-breakpoint
ALTER TABLE "decisions" ADD COLUMN "agreed_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "requested_via" text;--> statement-breakpoint
ALTER TABLE "promotions" ADD COLUMN "waits_for_owner" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "access_changes" ADD CONSTRAINT "access_changes_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_changes" ADD CONSTRAINT "access_changes_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "access_changes" ADD CONSTRAINT "access_changes_changed_by_people_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."people"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion_retries" ADD CONSTRAINT "promotion_retries_promotion_id_promotions_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion_retries" ADD CONSTRAINT "promotion_retries_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "access_changes_person" ON "access_changes" USING btree ("person_id","at");--> statement-breakpoint
ALTER TABLE "decisions" ADD CONSTRAINT "decisions_agreed_by_people_id_fk" FOREIGN KEY ("agreed_by") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;