-- Roles and database of Garde-fou on a PostgreSQL server of your own (15 or newer). Run once, as a superuser:
--   sudo -u postgres psql -v app_password="..." -v migrator_password="..." -f deploy/postgresql.sql
-- gf_app does everything at run time and owns nothing; gf_migrator owns the tables; gf_purger only forgets what is too old.
\set ON_ERROR_STOP on
create role gf_migrator login password :'migrator_password' nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
create role gf_app login password :'app_password' nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
create role gf_purger nologin nosuperuser nobypassrls nocreatedb nocreaterole noinherit;
grant gf_purger to gf_migrator; -- which gives it the functions that erase, and inherits nothing
create database gardefou owner gf_migrator template template0 encoding 'UTF8' locale 'C.UTF-8';
revoke all on database gardefou from public;
grant connect, temporary on database gardefou to gf_app;
grant connect on database gardefou to gf_purger;
\connect gardefou
alter schema public owner to gf_migrator;
revoke all on schema public from public;
grant usage on schema public to gf_app, gf_purger;
create extension if not exists unaccent;
