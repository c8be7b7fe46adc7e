"""The result and the refusal of a tool, as Claude Code words them, sent by OpenTelemetry's own exporters of logs.

usage: logs.py http/protobuf|http/json      OTEL_EXPORTER_OTLP_* of the page in the environment
"""

import sys
import time

from opentelemetry._logs import LogRecord
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource

if sys.argv[1] == "http/json":
    from opentelemetry.exporter.otlp.json.http._log_exporter import OTLPLogExporter
else:
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter

provider = LoggerProvider(resource=Resource.create({"service.name": "claude-code"}))
provider.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
logger = provider.get_logger("com.anthropic.claude_code.events")
common = {"session.id": sys.argv[1], "tool_name": "Bash"}
told = [
    ("claude_code.tool_result", {"event.name": "tool_result", "success": "true", "tool_use_id": "toolu_1", "event.sequence": 1}),
    ("claude_code.tool_decision", {"event.name": "tool_decision", "decision": "reject", "tool_use_id": "toolu_2", "event.sequence": 2}),
    ("claude_code.user_prompt", {"event.name": "user_prompt", "prompt": "un secret de la maison", "event.sequence": 3}),
]
for body, more in told:
    logger.emit(LogRecord(timestamp=time.time_ns(), body=body, attributes={**common, **more}))
provider.force_flush()
provider.shutdown()
