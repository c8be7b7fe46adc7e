"""An agent that sends a quote, told by one of five instrumentations and exported to Garde-fou as its page says.

usage: telemetry.py INSTRUMENTATION http/protobuf|http/json      MODELS_URL and the OTEL_EXPORTER_OTLP_* of the page in the environment
"""

import asyncio
import os
import sys

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

WHICH, PROTOCOL = sys.argv[1], sys.argv[2]
if PROTOCOL == "http/json":
    from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

provider = TracerProvider(resource=Resource.create({"service.name": "essai"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))


def instrument() -> None:
    if WHICH == "langgraph-openinference":
        from openinference.instrumentation.langchain import LangChainInstrumentor as Chosen
    elif WHICH == "langgraph-openllmetry":
        from opentelemetry.instrumentation.langchain import LangchainInstrumentor as Chosen
    elif WHICH == "openai-agents-openinference":
        from openinference.instrumentation.openai_agents import OpenAIAgentsInstrumentor as Chosen
    else:  # OpenLLMetry's, or OpenTelemetry's own where its folder comes first in PYTHONPATH
        from opentelemetry.instrumentation.openai_agents import OpenAIAgentsInstrumentor as Chosen
    Chosen().instrument(tracer_provider=provider)


def with_langgraph() -> str:
    from langchain_openai import ChatOpenAI
    from langgraph.prebuilt import create_react_agent

    def envoyer_devis(client: str, montant_eur: str) -> str:
        """Envoie un devis."""
        return f"Devis de {montant_eur} envoyé à {client}."

    model = ChatOpenAI(model="fake", base_url=os.environ["MODELS_URL"] + "/v1", api_key="fake")
    agent = create_react_agent(model, [envoyer_devis], name="Agent devis")
    return str(agent.invoke({"messages": [{"role": "user", "content": "Envoie le devis."}]})["messages"][-1].content)


def with_openai() -> str:
    from agents import Agent, OpenAIChatCompletionsModel, Runner, function_tool, set_trace_processors
    from openai import AsyncOpenAI

    @function_tool
    def envoyer_devis(client: str, montant_eur: str) -> str:
        """Envoie un devis."""
        return f"Devis de {montant_eur} envoyé à {client}."

    set_trace_processors([])  # else the SDK also sends its traces to its vendor
    instrument()
    model = OpenAIChatCompletionsModel(model="fake", openai_client=AsyncOpenAI(base_url=os.environ["MODELS_URL"] + "/v1", api_key="fake"))
    agent = Agent(name="Agent devis", instructions="Envoie.", tools=[envoyer_devis], model=model)
    return str(asyncio.run(Runner.run(agent, "Envoie le devis.")).final_output)


if WHICH.startswith("langgraph"):
    instrument()
    print(with_langgraph())
else:
    print(with_openai())
provider.force_flush()
provider.shutdown()
