# Deux commandes suffisent : « make run » ouvre Garde-fou, « make test » vérifie que tout va bien.
.DEFAULT_GOAL := help
.PHONY: help run demo backup restore install test test-real check fix bench sbom tests-ready
MAKEFLAGS += --no-print-directory
PY := .venv/bin/python
APPS := governance api evidence register reviews alerts approvals journal inventory accounts outbox ledger lib
CODE := $(wildcard $(APPS))

help: ## Affiche cette aide
	@echo "Garde-fou : garder la main sur les agents d’IA de l’entreprise"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 16

run: ## Installe ce qui manque, puis ouvre Garde-fou (Ctrl-C pour l’arrêter)
	@sh deploy/install.sh run
	@exec $(PY) -m governance

demo: ## Charge une entreprise d’exemple et dit comment s’y connecter
	@sh deploy/install.sh run
	@$(PY) manage.py prepare >/dev/null
	@$(PY) manage.py load_demo

backup: ## Fait une sauvegarde chiffrée ; la première fois, affiche la phrase à imprimer
	@sh deploy/install.sh run
	@$(PY) manage.py backup

restore: ## Remet une sauvegarde en place (FILE=chemin ; REPLACE=1 si des données sont déjà là)
	@sh deploy/install.sh run
	@$(PY) manage.py restore "$(FILE)" $(if $(REPLACE),--replace)

install: ## Installe ou met à jour sans rien ouvrir (pour un serveur)
	@sh deploy/install.sh run
	@GARDEFOU_DATA=build/install $(PY) manage.py prepare --files

test: tests-ready ## Lance tous les tests (ARGS="-k mot" pour choisir)
	@$(PY) -m tests.again -n 2 --dist worksteal -q $(ARGS)

test-real: tests-ready ## Essaie les vrais programmes d’agents (GARDEFOU_REAL=n8n,claude-code pour tous)
	@sh tests/real/run.sh $(ARGS)

check: tests-ready ## Relit le code : style, types, ordre des modules, gabarits, sécurité
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy $(CODE)
	.venv/bin/lint-imports
	$(PY) -m djlint templates --lint --quiet
	$(PY) -m bandit -q -c pyproject.toml -r $(CODE)
	@GARDEFOU_DATA=build/tests GARDEFOU_URL=https://garde-fou.exemple.fr GARDEFOU_TRUSTED_PROXY=127.0.0.1 $(PY) manage.py check --deploy --fail-level WARNING
	@GARDEFOU_POOL=0 GARDEFOU_DATA=build/tests $(PY) -W ignore manage.py makemigrations --check --dry-run

fix: tests-ready ## Remet le code en forme
	-$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

bench: tests-ready ## Mesure (mémoire, démarrage, suite) et ajoute à benchmarks/results.jsonl
	@for script in benchmarks/b*.py; do $(PY) $$script || exit 1; done

sbom: ## Écrit la liste des composants et de leurs licences (CycloneDX) dans build/
	@sh deploy/install.sh run
	@$(PY) manage.py write_sbom

tests-ready:
	@sh deploy/install.sh tests
	@GARDEFOU_DATA=build/tests $(PY) manage.py prepare --files
