-- Bad: Breaking change
ALTER TABLE users DROP COLUMN old_field;

-- Good: Multi-phase migration
-- Phase 1 (deploy with code reading both fields)
ALTER TABLE users ADD COLUMN new_field VARCHAR(255);

-- Phase 2 (backfill data)
UPDATE users SET new_field = old_field WHERE new_field IS NULL;

-- Phase 3 (deploy code using only new_field)

-- Phase 4 (remove old field in next release)
ALTER TABLE users DROP COLUMN old_field;
