CREATE FUNCTION "folded_themes"(themes text[]) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT array(SELECT lower(theme) FROM unnest(themes) AS theme) $$;--> statement-breakpoint
DROP INDEX "opportunities_themes";--> statement-breakpoint
CREATE INDEX "opportunities_themes_folded" ON "opportunities" USING gin (folded_themes("themes"));