CREATE TABLE "badging_standards" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid,
	"name" text NOT NULL,
	"description" text,
	"url" text,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "credential_jwts" (
	"assertion_id" uuid PRIMARY KEY NOT NULL,
	"issuer_key_id" uuid NOT NULL,
	"jwt" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "endorsements" (
	"id" uuid PRIMARY KEY NOT NULL,
	"public_id" text NOT NULL,
	"target_type" text NOT NULL,
	"target_id" uuid NOT NULL,
	"subject_id" text NOT NULL,
	"owner_id" uuid,
	"endorser_id" uuid,
	"status" text NOT NULL,
	"comment" text,
	"credential" text,
	"issuer_key_id" uuid,
	"status_list_id" uuid,
	"status_list_index" integer,
	"valid_until" timestamp with time zone,
	"sealed_reason" "bytea",
	"requested_by" text NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "endorsements_public_id_unique" UNIQUE("public_id"),
	CONSTRAINT "endorsements_status_list_id_status_list_index_unique" UNIQUE("status_list_id","status_list_index")
);
--> statement-breakpoint
CREATE TABLE "images" (
	"id" text PRIMARY KEY NOT NULL,
	"media_type" text NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"content" "bytea" NOT NULL,
	"generated" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "key_reissues" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_key_id" uuid NOT NULL,
	"actor_id" text NOT NULL,
	"sealed_reason" "bytea" NOT NULL,
	"total" integer NOT NULL,
	"reissued" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"completed_at" timestamp with time zone,
	CONSTRAINT "key_reissues_issuer_key_id_unique" UNIQUE("issuer_key_id")
);
--> statement-breakpoint
ALTER TABLE "status_lists" DROP CONSTRAINT "status_lists_issuer_id_purpose_number_unique";--> statement-breakpoint
ALTER TABLE "issuer_keys" RENAME COLUMN "sealed_seed" TO "sealed_secret";--> statement-breakpoint
ALTER TABLE "issuer_keys" ALTER COLUMN "public_key_multibase" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "assertions" ADD COLUMN "issuer_key_id" uuid;--> statement-breakpoint
-- Every issuer had one key so far.
UPDATE "assertions" SET "issuer_key_id" = "issuer_keys"."id" FROM "issuer_keys" WHERE "issuer_keys"."issuer_id" = "assertions"."issuer_id";--> statement-breakpoint
ALTER TABLE "assertions" ALTER COLUMN "issuer_key_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "assertions" ADD COLUMN "supersedes_id" uuid;--> statement-breakpoint
ALTER TABLE "assertions" ADD COLUMN "supersession" text;--> statement-breakpoint
ALTER TABLE "badge_classes" ADD COLUMN "expiry" jsonb;--> statement-breakpoint
ALTER TABLE "badge_class_versions" ADD COLUMN "generated_image_id" text;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD COLUMN "did" text;--> statement-breakpoint
UPDATE "issuer_keys" SET "did" = "issuers"."did" FROM "issuers" WHERE "issuers"."id" = "issuer_keys"."issuer_id";--> statement-breakpoint
ALTER TABLE "issuer_keys" ALTER COLUMN "did" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD COLUMN "algorithm" text DEFAULT 'Ed25519' NOT NULL;--> statement-breakpoint
ALTER TABLE "issuer_keys" ALTER COLUMN "algorithm" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD COLUMN "public_jwk" jsonb;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD COLUMN "key_store" text DEFAULT 'database' NOT NULL;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD COLUMN "state" text DEFAULT 'active' NOT NULL;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD COLUMN "retired_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD COLUMN "compromised_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD COLUMN "sealed_compromise_reason" "bytea";--> statement-breakpoint
ALTER TABLE "issuers" ADD COLUMN "jwt_algorithm" text DEFAULT 'RS256' NOT NULL;--> statement-breakpoint
ALTER TABLE "status_lists" ADD COLUMN "did" text;--> statement-breakpoint
UPDATE "status_lists" SET "did" = "issuers"."did" FROM "issuers" WHERE "issuers"."id" = "status_lists"."issuer_id";--> statement-breakpoint
ALTER TABLE "status_lists" ALTER COLUMN "did" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "badge_class_versions" ADD CONSTRAINT "badge_class_versions_generated_image_id_images_id_fk" FOREIGN KEY ("generated_image_id") REFERENCES "public"."images"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "badging_standards" ADD CONSTRAINT "badging_standards_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credential_jwts" ADD CONSTRAINT "credential_jwts_assertion_id_assertions_id_fk" FOREIGN KEY ("assertion_id") REFERENCES "public"."assertions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credential_jwts" ADD CONSTRAINT "credential_jwts_issuer_key_id_issuer_keys_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endorsements" ADD CONSTRAINT "endorsements_owner_id_issuers_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endorsements" ADD CONSTRAINT "endorsements_endorser_id_issuers_id_fk" FOREIGN KEY ("endorser_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endorsements" ADD CONSTRAINT "endorsements_issuer_key_id_issuer_keys_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "endorsements" ADD CONSTRAINT "endorsements_status_list_id_status_lists_id_fk" FOREIGN KEY ("status_list_id") REFERENCES "public"."status_lists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_reissues" ADD CONSTRAINT "key_reissues_issuer_key_id_issuer_keys_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "badging_standards_issuer_id_id_index" ON "badging_standards" USING btree ("issuer_id","id");--> statement-breakpoint
CREATE INDEX "credential_jwts_issuer_key_id_index" ON "credential_jwts" USING btree ("issuer_key_id");--> statement-breakpoint
CREATE INDEX "endorsements_target_type_target_id_index" ON "endorsements" USING btree ("target_type","target_id");--> statement-breakpoint
CREATE INDEX "endorsements_subject_id_index" ON "endorsements" USING btree ("subject_id");--> statement-breakpoint
CREATE INDEX "endorsements_owner_id_id_index" ON "endorsements" USING btree ("owner_id","id");--> statement-breakpoint
CREATE INDEX "endorsements_endorser_id_id_index" ON "endorsements" USING btree ("endorser_id","id");--> statement-breakpoint
CREATE INDEX "endorsements_issuer_key_id_index" ON "endorsements" USING btree ("issuer_key_id");--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_issuer_key_id_issuer_keys_id_fk" FOREIGN KEY ("issuer_key_id") REFERENCES "public"."issuer_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_supersedes_id_assertions_id_fk" FOREIGN KEY ("supersedes_id") REFERENCES "public"."assertions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assertions_issuer_key_id_id_index" ON "assertions" USING btree ("issuer_key_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "assertions_superseding" ON "assertions" USING btree ("supersedes_id");--> statement-breakpoint
CREATE INDEX "issuer_keys_did_index" ON "issuer_keys" USING btree ("did");--> statement-breakpoint
CREATE UNIQUE INDEX "issuer_keys_one_active" ON "issuer_keys" USING btree ("issuer_id","algorithm") WHERE state = 'active';--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD CONSTRAINT "issuer_keys_public_key_multibase_unique" UNIQUE("public_key_multibase");--> statement-breakpoint
ALTER TABLE "status_lists" ADD CONSTRAINT "status_lists_issuer_id_did_purpose_number_unique" UNIQUE("issuer_id","did","purpose","number");