CREATE TABLE "check_ins" (
	"id" uuid PRIMARY KEY NOT NULL,
	"opportunity_id" uuid NOT NULL,
	"occurrence" text NOT NULL,
	"learner_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"assertion_ids" uuid[] NOT NULL,
	"actor_id" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "check_ins_once" UNIQUE("opportunity_id","occurrence","learner_id")
);
--> statement-breakpoint
CREATE TABLE "opportunities" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid NOT NULL,
	"place_id" uuid,
	"name" text NOT NULL,
	"description" text,
	"details" jsonb NOT NULL,
	"starts_at" timestamp with time zone,
	"ends_at" timestamp with time zone,
	"time_zone" text NOT NULL,
	"recurrence" text,
	"lasts_until" timestamp with time zone,
	"latitude" double precision,
	"longitude" double precision,
	"capacity" integer,
	"min_age" integer,
	"max_age" integer,
	"themes" text[] NOT NULL,
	"badge_class_ids" uuid[] NOT NULL,
	"asks_for" uuid[] NOT NULL,
	"card_authority" text,
	"self_check_in" boolean NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (to_tsvector('english'::regconfig, name || ' ' || coalesce(description, '')) || to_tsvector('simple'::regconfig, name || ' ' || coalesce(description, ''))) STORED NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_opportunity_id_opportunities_id_fk" FOREIGN KEY ("opportunity_id") REFERENCES "public"."opportunities"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "check_ins" ADD CONSTRAINT "check_ins_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opportunities" ADD CONSTRAINT "opportunities_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opportunities" ADD CONSTRAINT "opportunities_place_id_places_id_fk" FOREIGN KEY ("place_id") REFERENCES "public"."places"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "check_ins_opportunity_id_id_index" ON "check_ins" USING btree ("opportunity_id","id");--> statement-breakpoint
CREATE INDEX "check_ins_learner_id_index" ON "check_ins" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "opportunities_issuer_id_id_index" ON "opportunities" USING btree ("issuer_id","id");--> statement-breakpoint
CREATE INDEX "opportunities_place_id_id_index" ON "opportunities" USING btree ("place_id","id");--> statement-breakpoint
CREATE INDEX "opportunities_search" ON "opportunities" USING gin ("search");--> statement-breakpoint
CREATE INDEX "opportunities_themes" ON "opportunities" USING gin ("themes");--> statement-breakpoint
CREATE INDEX "opportunities_badge_class_ids" ON "opportunities" USING gin ("badge_class_ids");--> statement-breakpoint
CREATE INDEX "opportunities_asks_for" ON "opportunities" USING gin ("asks_for");--> statement-breakpoint
CREATE INDEX "opportunities_where" ON "opportunities" USING gist (point("longitude", "latitude"));--> statement-breakpoint
CREATE INDEX "opportunities_when" ON "opportunities" USING gist (tstzrange("starts_at", "lasts_until", '[]'));