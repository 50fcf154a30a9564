CREATE TABLE "credential_offers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"assertion_id" uuid NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"code_hash" "bytea" NOT NULL,
	"tx_code_hash" "bytea",
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"redeemed_at" timestamp with time zone,
	"access_token_hash" "bytea",
	"access_expires_at" timestamp with time zone,
	"issued_at" timestamp with time zone,
	CONSTRAINT "credential_offers_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "credential_offers_code_hash_unique" UNIQUE("code_hash"),
	CONSTRAINT "credential_offers_access_token_hash_unique" UNIQUE("access_token_hash")
);
--> statement-breakpoint
ALTER TABLE "credential_offers" ADD CONSTRAINT "credential_offers_assertion_id_assertions_id_fk" FOREIGN KEY ("assertion_id") REFERENCES "public"."assertions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "credential_offers_assertion_id_index" ON "credential_offers" USING btree ("assertion_id");--> statement-breakpoint
CREATE INDEX "credential_offers_expires_at_index" ON "credential_offers" USING btree ("expires_at");