CREATE TABLE "share_assertions" (
	"share_id" uuid NOT NULL,
	"assertion_id" uuid NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "share_assertions_share_id_assertion_id_pk" PRIMARY KEY("share_id","assertion_id")
);
--> statement-breakpoint
CREATE TABLE "share_views" (
	"id" uuid PRIMARY KEY NOT NULL,
	"share_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"agent" text NOT NULL,
	"format" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shares" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_id" uuid NOT NULL,
	"issuer_id" uuid,
	"clr_id" uuid,
	"token_hash" "bytea" NOT NULL,
	"sealed_title" "bytea",
	"sealed_note" "bytea",
	"include_evidence" boolean NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone,
	"views" integer DEFAULT 0 NOT NULL,
	"last_viewed_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "shares_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
ALTER TABLE "share_assertions" ADD CONSTRAINT "share_assertions_share_id_shares_id_fk" FOREIGN KEY ("share_id") REFERENCES "public"."shares"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "share_assertions" ADD CONSTRAINT "share_assertions_assertion_id_assertions_id_fk" FOREIGN KEY ("assertion_id") REFERENCES "public"."assertions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "share_views" ADD CONSTRAINT "share_views_share_id_shares_id_fk" FOREIGN KEY ("share_id") REFERENCES "public"."shares"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shares" ADD CONSTRAINT "shares_clr_id_clrs_id_fk" FOREIGN KEY ("clr_id") REFERENCES "public"."clrs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "share_assertions_assertion_id_index" ON "share_assertions" USING btree ("assertion_id");--> statement-breakpoint
CREATE INDEX "share_views_share_id_id_index" ON "share_views" USING btree ("share_id","id");--> statement-breakpoint
CREATE INDEX "shares_learner_id_id_index" ON "shares" USING btree ("learner_id","id");--> statement-breakpoint
CREATE INDEX "shares_clr_id_index" ON "shares" USING btree ("clr_id");