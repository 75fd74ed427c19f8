# The one door, for people and for CI alike. `make help` says what each verb does.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# A python of at least 3.11 is looked for; PYTHON=/path/to/python chooses one.
PYTHON ?=
VENV := .venv
PY := $(VENV)/bin/python
export PYTHONPATH := $(CURDIR)

# What is installed is what the lists say, to the hash; a stamp remembers it, so that a second call costs nothing.
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
INSTALL := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes

$(PY):
	@sh deploy/venv.sh "$(VENV)" "$(PYTHON)"

$(RUNTIME): requirements.txt | $(PY)
	@echo "安装运行所需 / installing what the platform needs ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	@echo "安装测试所需 / installing what the tests need ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@

BROWSER := $(VENV)/.browser
$(BROWSER): requirements-browser.txt $(DEV)
	@$(INSTALL) -r requirements-browser.txt
	@touch $@

.PHONY: help demo up down status logs token hospital-check register-import dead migrate seed policy-check policy-schema policy-trust quote what-if test test-browser look journeys crash test-compose lint types bench catalogue lock clean

help: ## 列出全部命令 / list every verb
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(RUNTIME) ## 安装、启动并演示主线故事，随后保持运行 / install, start, tell the main story, leave it running
	@$(PY) -m deploy.embedded up
	@$(PY) -m deploy.demo

up: $(RUNTIME) ## 启动平台并打印地址；重复执行无妨 / start the platform, print its addresses; twice is harmless
	@$(PY) -m deploy.embedded up

down: $(RUNTIME) ## 停止平台，数据保留 / stop the platform, keep its data
	@$(PY) -m deploy.embedded down

status: $(RUNTIME) ## 各部分的状态与地址 / the state and address of each part
	@$(PY) -m deploy.embedded status

logs: $(RUNTIME) ## 查看日志，可指定 NAMES="registry nats" / follow the logs, NAMES="registry nats" for some
	@$(PY) -m deploy.embedded logs $(NAMES)

token: $(RUNTIME) ## 签发令牌 / issue a token: ROLE=county REGION=371311 ORG=
	@$(PY) -m deploy.embedded.issuer "$(ROLE)" "$(REGION)" "$(ORG)"

hospital-check: $(RUNTIME) ## 医院联调自检：URL=http://127.0.0.1:8100/medical TOKEN=… / conformance check for a hospital's engineer
	@TOKEN="$(TOKEN)" $(PY) -m deploy.hospital_check "$(or $(URL),http://127.0.0.1:8100/medical)"

register-import: $(RUNTIME) ## 登记导入并显示进度：FILE=登记.xlsx TOKEN=… COMMIT=1 确认录入 / preview a register file; COMMIT=1 takes it in
	@TOKEN="$(TOKEN)" $(PY) -m deploy.register_import "$(or $(URL),http://127.0.0.1:8100/registry)" "$(FILE)" $(if $(COMMIT),--commit)

dead: $(RUNTIME) ## 死信：ARGS="list"、"show 17"、"replay 17"、"discard 17 '原因'" / dead letters of the running platform
	@$(PY) -m deploy.embedded within operator $(PY) -m shared.dead $(or $(ARGS),list)

migrate: $(RUNTIME) ## 升级运行中平台的数据库 / bring the running platform's tables up to the code
	@$(PY) -m deploy.embedded within setup $(PY) -m deploy.setup

seed: $(RUNTIME) ## 导入演示用的登记数据 / load the demonstration register
	@$(PY) -m deploy.embedded up
	@$(PY) -m deploy.demo.seed

policy-check: $(RUNTIME) ## 校验政策文件并验算算例：FILE=路径，不写则全部 / check a policy file (all without FILE), run its examples
	@$(PY) -m deploy.policy check $(FILE)

policy-trust: $(RUNTIME) ## 重新统计各政策文件数值的来源，写入格式说明 / count where the policy values come from
	@$(PY) -m deploy.policy trust

policy-schema: $(RUNTIME) ## 重新生成政策文件的 JSON Schema / write the schema for editors anew
	@$(PY) -m deploy.policy schema

what-if: $(RUNTIME) ## 以一年的实际结算试算草案：FILE=草案 YEAR=年度 ARGS="--html 报告.html" / try a draft on a recorded year
	@$(PY) -m deploy.embedded within medical $(PY) -m deploy.whatif $(FILE) $(YEAR) $(ARGS)

quote: $(RUNTIME) ## 试算：POLICY=政策文件 CASE=账单文件 ARGS=--json / reckon a case by a policy file
	@$(PY) -m deploy.policy quote $(ARGS) $(POLICY) $(CASE)

STORM := tests/journeys/test_crash.py
test: $(DEV) ## 全部测试，约 20 分钟 / the whole suite, about 20 minutes; the storm has the machine to itself
	@$(PY) -m pytest -q $(STORM)
	@$(PY) -m pytest -n auto --dist loadfile --no-loadscope-reorder --ignore $(STORM) $(ARGS)

PAGES ?= .jishiyu/pages
PAGED := tests/funds/api tests/registry tests/medical/api tests/medical/test_integration.py tests/notifier tests/housing
look: $(BROWSER) ## 在本机的 chromium 中检查全部网页（无障碍、键盘、窄屏）/ every page in this machine's chromium
	@rm -rf $(PAGES)
	@JISHIYU_PAGES=$(CURDIR)/$(PAGES) $(PY) -m pytest -q -n auto --dist loadfile --no-loadscope-reorder $(PAGED)
	@$(PY) -m tests.browser $(PAGES) $(ARGS)

test-browser: $(BROWSER) ## 在本机的 chromium 中逐步断网，演练手机下村排查和收件箱 / the telephone's form and the inbox in this machine's chromium, the network cut at each step
	@$(PY) -m pytest -q -m browser -n auto tests/browser $(ARGS)

journeys: $(DEV) ## 五个真实进程上的主线故事 / the story on five real processes
	@$(PY) -m pytest tests/journeys -m journey $(ARGS)

crash: $(DEV) ## 长时间断电演练：随机杀进程后逐分核对 / kill at random under load, then count every fen
	@$(PY) -m tests.journeys.crash $(ARGS)

test-compose: $(DEV) ## 构建容器并从外部跑主线故事 / build the containers, run the story against them from outside
	@bash deploy/compose/test.sh

lint: $(DEV) ## 代码规范与导入法则 / style and the import law
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(VENV)/bin/lint-imports

types: $(DEV) ## 类型检查 / types, strictly
	@$(PY) -m mypy

bench: $(DEV) ## 性能对照，结果见 BENCHMARKS.md / measure against the floor, results in BENCHMARKS.md
	@$(PY) -m deploy.bench $(ARGS)

catalogue: $(DEV) ## 由代码生成 AsyncAPI、事件表与总线权限 / write AsyncAPI, the table of events and the bus permissions from the code
	@$(PY) -m deploy.catalogue
	@$(PY) -m deploy.nats.permissions

lock: $(DEV) ## 重新锁定依赖版本 / pin the dependencies anew
	@sh deploy/lock.sh $(PY)

clean: ## 停止平台并删除其数据与缓存 / stop the platform, delete its data and the caches
	@if [ -x $(PY) ] && [ -d .jishiyu ]; then $(PY) -m deploy.embedded down; fi
	@rm -rf .jishiyu .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
