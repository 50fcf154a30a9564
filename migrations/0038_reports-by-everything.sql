-- Reports are made anew: what they are made of was of another form.
DELETE FROM "report_cells";--> statement-breakpoint
DELETE FROM "report_places";--> statement-breakpoint
DELETE FROM "report_facts";--> statement-breakpoint
DELETE FROM "report_state";--> statement-breakpoint
CREATE TABLE "report_changes" (
	"place_id" uuid NOT NULL,
	"learner_id" uuid NOT NULL,
	CONSTRAINT "report_changes_place_id_learner_id_pk" PRIMARY KEY("place_id","learner_id")
);
--> statement-breakpoint
CREATE TABLE "report_learners" (
	"learner_id" uuid PRIMARY KEY NOT NULL,
	"claimed" boolean NOT NULL,
	"sealed_traits" "bytea"
);
--> statement-breakpoint
CREATE TABLE "report_opportunities" (
	"place_id" uuid NOT NULL,
	"dimension" text NOT NULL,
	"value" text NOT NULL,
	"period" text NOT NULL,
	"opportunity_id" uuid NOT NULL,
	"badges" integer NOT NULL,
	CONSTRAINT "report_opportunities_pk" PRIMARY KEY("place_id","dimension","value","period","opportunity_id")
);
--> statement-breakpoint
CREATE TABLE "report_releases" (
	"place_id" uuid PRIMARY KEY NOT NULL,
	"rows" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_touches" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "report_touches_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"learner_id" uuid NOT NULL
);
--> statement-breakpoint
ALTER TABLE "report_facts" DROP CONSTRAINT "report_facts_learner_id_issuer_id_badge_class_id_day_pk";--> statement-breakpoint
ALTER TABLE "report_cells" ADD COLUMN "claimed" integer NOT NULL;--> statement-breakpoint
ALTER TABLE "report_facts" ADD COLUMN "themes" text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "report_facts" ADD COLUMN "opportunity_id" uuid;--> statement-breakpoint
ALTER TABLE "report_facts" ADD COLUMN "area" text;--> statement-breakpoint
ALTER TABLE "report_places" ADD COLUMN "areas" text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "report_places" ADD COLUMN "characteristics" text[] NOT NULL;--> statement-breakpoint
ALTER TABLE "report_changes" ADD CONSTRAINT "report_changes_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_opportunities" ADD CONSTRAINT "report_opportunities_place_id_report_places_place_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."report_places"("place_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_releases" ADD CONSTRAINT "report_releases_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "report_changes_learner_id_index" ON "report_changes" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "report_facts_learner_id_index" ON "report_facts" USING btree ("learner_id");--> statement-breakpoint
-- Whatever changes what reports count by and no event tells of is noted here, in its transaction.
CREATE FUNCTION "report_touch"() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  if tg_op <> 'INSERT' then
    insert into report_touches (learner_id) select old.learner_id where old.learner_id is not null;
  end if;
  if tg_op <> 'DELETE' then
    insert into report_touches (learner_id) select new.learner_id where new.learner_id is not null;
  end if;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER "report_touch" AFTER INSERT OR UPDATE OR DELETE ON "learner_ages" FOR EACH ROW EXECUTE FUNCTION "report_touch"();--> statement-breakpoint
CREATE TRIGGER "report_touch" AFTER INSERT OR UPDATE OR DELETE ON "equality_answers" FOR EACH ROW EXECUTE FUNCTION "report_touch"();--> statement-breakpoint
CREATE TRIGGER "report_touch" AFTER INSERT OR UPDATE OR DELETE ON "claimed_records" FOR EACH ROW EXECUTE FUNCTION "report_touch"();--> statement-breakpoint
CREATE TRIGGER "report_touch" AFTER UPDATE OR DELETE ON "check_ins" FOR EACH ROW EXECUTE FUNCTION "report_touch"();--> statement-breakpoint
CREATE FUNCTION "report_touch_opportunity"() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  insert into report_touches (learner_id)
  select distinct learner_id from check_ins where opportunity_id = new.id and learner_id is not null;
  return null;
end $$;--> statement-breakpoint
CREATE TRIGGER "report_touch" AFTER UPDATE ON "opportunities" FOR EACH ROW
  WHEN (old.themes <> new.themes or old.details -> 'venue' ->> 'area' is distinct from new.details -> 'venue' ->> 'area')
  EXECUTE FUNCTION "report_touch_opportunity"();
