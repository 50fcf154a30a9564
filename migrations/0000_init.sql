CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_hash" "bytea" NOT NULL,
	"scopes" text[] NOT NULL,
	"issuer_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_prefix_unique" UNIQUE("prefix")
);
--> statement-breakpoint
CREATE TABLE "assertions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"public_id" text NOT NULL,
	"issuer_id" uuid NOT NULL,
	"badge_class_id" uuid NOT NULL,
	"badge_class_version_id" uuid NOT NULL,
	"learner_id" uuid NOT NULL,
	"status_list_id" uuid NOT NULL,
	"status_list_index" integer NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_until" timestamp with time zone,
	"credential" text NOT NULL,
	"sealed_note" "bytea",
	"revoked_at" timestamp with time zone,
	"suspended_at" timestamp with time zone,
	"sealed_status_reason" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "assertions_public_id_unique" UNIQUE("public_id"),
	CONSTRAINT "assertions_status_list_id_status_list_index_unique" UNIQUE("status_list_id","status_list_index")
);
--> statement-breakpoint
CREATE TABLE "badge_class_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"badge_class_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"previous_version_id" uuid,
	"awarded_at" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "badge_class_versions_badge_class_id_number_unique" UNIQUE("badge_class_id","number")
);
--> statement-breakpoint
CREATE TABLE "badge_classes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid NOT NULL,
	"current_version_id" uuid NOT NULL,
	"suspendable" boolean NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "idempotency_records" (
	"key_hash" "bytea" PRIMARY KEY NOT NULL,
	"request_hash" "bytea" NOT NULL,
	"result_id" uuid NOT NULL,
	"sealed_answer" "bytea" NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "issuer_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"public_key_multibase" text NOT NULL,
	"sealed_seed" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "issuer_keys_issuer_id_number_unique" UNIQUE("issuer_id","number")
);
--> statement-breakpoint
CREATE TABLE "issuers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"did" text NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"sealed_email" "bytea",
	"description" text,
	"image" text,
	"proof_suites" text[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "issuers_did_unique" UNIQUE("did")
);
--> statement-breakpoint
CREATE TABLE "learner_dealings" (
	"issuer_id" uuid NOT NULL,
	"learner_id" uuid NOT NULL,
	"sealed_display_name" "bytea",
	"identifier_ids" uuid[] NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone,
	CONSTRAINT "learner_dealings_issuer_id_learner_id_pk" PRIMARY KEY("issuer_id","learner_id")
);
--> statement-breakpoint
CREATE TABLE "learner_identifiers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"learner_id" uuid NOT NULL,
	"type" text NOT NULL,
	"blind_index" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "learner_identifiers_blind_index_unique" UNIQUE("blind_index")
);
--> statement-breakpoint
CREATE TABLE "learners" (
	"id" uuid PRIMARY KEY NOT NULL,
	"origin_issuer_id" uuid,
	"sealed_display_name" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "pathways" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid,
	"name" text NOT NULL,
	"description" text,
	"steps" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"updated_at" timestamp with time zone NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"archived_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_changes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assertion_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"sealed_reason" "bytea" NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "status_lists" (
	"id" uuid PRIMARY KEY NOT NULL,
	"issuer_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"number" integer NOT NULL,
	"size" integer NOT NULL,
	"permutation_key" "bytea" NOT NULL,
	"reserved" integer DEFAULT 0 NOT NULL,
	"revision" bigint DEFAULT 0 NOT NULL,
	"document" text,
	"document_revision" bigint,
	"document_fresh_until" timestamp with time zone,
	CONSTRAINT "status_lists_issuer_id_purpose_number_unique" UNIQUE("issuer_id","purpose","number")
);
--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_badge_class_version_id_badge_class_versions_id_fk" FOREIGN KEY ("badge_class_version_id") REFERENCES "public"."badge_class_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "assertions" ADD CONSTRAINT "assertions_status_list_id_status_lists_id_fk" FOREIGN KEY ("status_list_id") REFERENCES "public"."status_lists"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "badge_class_versions" ADD CONSTRAINT "badge_class_versions_badge_class_id_badge_classes_id_fk" FOREIGN KEY ("badge_class_id") REFERENCES "public"."badge_classes"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "badge_classes" ADD CONSTRAINT "badge_classes_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issuer_keys" ADD CONSTRAINT "issuer_keys_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_dealings" ADD CONSTRAINT "learner_dealings_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_dealings" ADD CONSTRAINT "learner_dealings_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learner_identifiers" ADD CONSTRAINT "learner_identifiers_learner_id_learners_id_fk" FOREIGN KEY ("learner_id") REFERENCES "public"."learners"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "learners" ADD CONSTRAINT "learners_origin_issuer_id_issuers_id_fk" FOREIGN KEY ("origin_issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "pathways" ADD CONSTRAINT "pathways_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_changes" ADD CONSTRAINT "status_changes_assertion_id_assertions_id_fk" FOREIGN KEY ("assertion_id") REFERENCES "public"."assertions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "status_lists" ADD CONSTRAINT "status_lists_issuer_id_issuers_id_fk" FOREIGN KEY ("issuer_id") REFERENCES "public"."issuers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "assertions_issuer_id_id_index" ON "assertions" USING btree ("issuer_id","id");--> statement-breakpoint
CREATE INDEX "assertions_badge_class_id_id_index" ON "assertions" USING btree ("badge_class_id","id");--> statement-breakpoint
CREATE INDEX "assertions_badge_class_version_id_index" ON "assertions" USING btree ("badge_class_version_id");--> statement-breakpoint
CREATE INDEX "assertions_learner_id_id_index" ON "assertions" USING btree ("learner_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "assertions_set_bits" ON "assertions" USING btree ("status_list_id","status_list_index") WHERE revoked_at is not null or suspended_at is not null;--> statement-breakpoint
CREATE INDEX "badge_classes_issuer_id_id_index" ON "badge_classes" USING btree ("issuer_id","id");--> statement-breakpoint
CREATE INDEX "idempotency_records_expires_at_index" ON "idempotency_records" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "idempotency_records_result_id_index" ON "idempotency_records" USING btree ("result_id");--> statement-breakpoint
CREATE INDEX "learner_dealings_learner_id_index" ON "learner_dealings" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "learner_dealings_identifier_ids" ON "learner_dealings" USING gin ("identifier_ids");--> statement-breakpoint
CREATE INDEX "learner_identifiers_learner_id_index" ON "learner_identifiers" USING btree ("learner_id");--> statement-breakpoint
CREATE INDEX "pathways_issuer_id_id_index" ON "pathways" USING btree ("issuer_id","id");--> statement-breakpoint
CREATE INDEX "status_changes_assertion_id_id_index" ON "status_changes" USING btree ("assertion_id","id");