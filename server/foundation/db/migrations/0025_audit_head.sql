CREATE TABLE "audit_head" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"lines" bigint NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_head_is_one_row" CHECK ("audit_head"."id" = 1)
);

--> statement-breakpoint
-- The record as it is now is taken to be whole: what was removed from its end before cannot be told.
INSERT INTO "audit_head" ("id", "lines", "hash")
SELECT 1, count(*), (SELECT "hash" FROM "audit_events" ORDER BY "id" DESC LIMIT 1) FROM "audit_events" HAVING count(*) > 0;
--> statement-breakpoint
-- The head only moves on, a line at a time.
CREATE FUNCTION audit_head_only_moves_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.lines = OLD.lines + 1 THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'audit_head only moves on: % is refused', TG_OP;
END
$$;
--> statement-breakpoint
CREATE TRIGGER audit_head_only_moves_on BEFORE UPDATE OR DELETE ON audit_head
FOR EACH ROW EXECUTE FUNCTION audit_head_only_moves_on();
