"""OpenAI Agents SDK: the tool waits for an answer, the program ends in the evening and is taken up next morning.

usage: openai_night.py evening|morning|crash STATE BANK      GF_URL, GF_TOKEN and MODELS_URL in the environment
"""

import asyncio
import json
import os
import sys
from pathlib import Path

from agents import Agent, OpenAIChatCompletionsModel, Runner, RunState, function_tool, set_tracing_disabled
from agents.tool_context import ToolContext
from garde_fou import GardeFou, Refused
from openai import AsyncOpenAI

WHEN, STATE, BANK = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
garde = GardeFou(os.environ["GF_URL"], os.environ["GF_TOKEN"], "openai")
kept = json.loads(STATE.read_text()) if STATE.exists() else {"run": STATE.stem, "asked": {}}
set_tracing_disabled(True)  # else the SDK sends its traces to its vendor


def action(amount: str, account: str) -> dict:
    payee = {"name": "Imprimerie Lebrun", "account": account, "reference": kept["run"]}
    return {"type": "payment", "tool": "creer_virement", "amount": {"value": amount, "currency": "EUR"}, "payee": payee}


def pay(amount: str) -> str:
    with BANK.open("a") as book:
        book.write(f"{amount}\n")
    if WHEN == "crash":
        os._exit(9)  # the machine dies just after the bank said yes
    return "Virement exécuté."


@function_tool(needs_approval=True)
def creer_virement(context: ToolContext, amount: str, account: str) -> str:
    """Crée un virement."""
    asked = kept["asked"][context.tool_call_id]
    try:
        done = garde.run_once(asked, action(amount, account), lambda: pay(amount))
    except Refused as refusal:
        return f"Non exécuté : {refusal}"
    garde.log({"id": context.tool_call_id, "approval_id": asked, **action(amount, account)})
    return done


model = OpenAIChatCompletionsModel(model="fake", openai_client=AsyncOpenAI(base_url=os.environ["MODELS_URL"] + "/v1", api_key="fake"))
agent = Agent(name="Comptable", instructions="Paie.", tools=[creer_virement], model=model)


async def evening() -> None:
    result = await Runner.run(agent, "Paie la facture.")
    for interruption in result.interruptions:
        call, given = interruption.raw_item.call_id, json.loads(interruption.arguments)
        told = garde.ask(action(given["amount"], given["account"]), step=f"{kept['run']}:{call}")
        kept["asked"][call] = told["id"]
        print(told["state"])
    aside = STATE.with_suffix(".new")
    aside.write_text(json.dumps({**kept, "state": result.to_state().to_string()}))
    aside.replace(STATE)  # the demands and the state, together or not at all


async def morning() -> None:
    state = await RunState.from_string(agent, kept["state"])
    for interruption in state.get_interruptions():
        told = garde.read(kept["asked"][interruption.raw_item.call_id])
        if told["state"] == "pending":
            print("pending")
            return
        if told["state"] in ("approved", "consumed"):  # consumed: the tool says itself that it ran
            state.approve(interruption)
        else:
            state.reject(interruption, rejection_message=f"{told['state']} : {told['comment']}")
    print((await Runner.run(agent, state)).final_output)


asyncio.run(evening() if WHEN == "evening" else morning())
