CREATE TABLE "promotion_comments" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"promotion_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"text" text NOT NULL,
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "promotion_mentions" (
	"comment_id" bigint NOT NULL,
	"person_id" bigint NOT NULL,
	"promotion_id" bigint NOT NULL,
	"read_at" timestamp(3) with time zone,
	CONSTRAINT "promotion_mentions_comment_id_person_id_pk" PRIMARY KEY("comment_id","person_id")
);
--> statement-breakpoint
ALTER TABLE "promotion_comments" ADD CONSTRAINT "promotion_comments_promotion_id_promotions_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion_comments" ADD CONSTRAINT "promotion_comments_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion_mentions" ADD CONSTRAINT "promotion_mentions_comment_id_promotion_comments_id_fk" FOREIGN KEY ("comment_id") REFERENCES "public"."promotion_comments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion_mentions" ADD CONSTRAINT "promotion_mentions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "promotion_mentions" ADD CONSTRAINT "promotion_mentions_promotion_id_promotions_id_fk" FOREIGN KEY ("promotion_id") REFERENCES "public"."promotions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "promotion_comments_promotion" ON "promotion_comments" USING btree ("promotion_id","id");--> statement-breakpoint
CREATE INDEX "promotion_mentions_unread" ON "promotion_mentions" USING btree ("person_id","comment_id") WHERE read_at is null;