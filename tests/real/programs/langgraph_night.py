"""LangGraph: a tool's node interrupts until a person has answered; the program ends in the evening and is taken up next morning.

usage: langgraph_night.py evening|morning|crash STATE BANK      GF_URL, GF_TOKEN and MODELS_URL in the environment
"""

import os
import sys
from pathlib import Path

from garde_fou import GardeFou, Refused
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.runnables import RunnableConfig
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, interrupt

WHEN, STATE, BANK = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
garde = GardeFou(os.environ["GF_URL"], os.environ["GF_TOKEN"], "langgraph")
TOOL = {"type": "function", "function": {"name": "creer_virement", "parameters": {"type": "object", "properties": {}}}}
model = ChatOpenAI(model="fake", base_url=os.environ["MODELS_URL"] + "/v1", api_key="fake").bind_tools([TOOL])


def pay(amount: str) -> str:
    with BANK.open("a") as book:
        book.write(f"{amount}\n")
    if WHEN == "crash":
        os._exit(9)  # the machine dies just after the bank said yes
    return "Virement exécuté."


def think(state: MessagesState) -> dict:
    return {"messages": [model.invoke(state["messages"])]}


def act(state: MessagesState, config: RunnableConfig) -> dict:
    call = state["messages"][-1].tool_calls[0]
    given, step = call["args"], f"{config['configurable']['thread_id']}:{call['id']}"
    payee = {"name": "Imprimerie Lebrun", "account": given["account"], "reference": STATE.stem}
    action = {"type": "payment", "tool": call["name"], "amount": {"value": given["amount"], "currency": "EUR"}, "payee": payee}
    told = garde.ask(action, step=step)  # this node starts again at each return: same step, same demand
    while told["state"] == "pending":  # with « if », a return that comes too early would fall through
        interrupt(told["id"])
        told = garde.read(told["id"])
    try:
        said = garde.run_once(told["id"], action, lambda: pay(given["amount"]))
        garde.log({"id": step, "approval_id": told["id"], **action})
    except Refused as refusal:
        said = f"Non exécuté : {refusal}"
    return {"messages": [ToolMessage(said, tool_call_id=call["id"])]}


def next_of(state: MessagesState) -> str:
    last = state["messages"][-1]
    return "act" if isinstance(last, AIMessage) and last.tool_calls else END


graph = StateGraph(MessagesState)
graph.add_node("think", think)
graph.add_node("act", act)
graph.add_edge(START, "think")
graph.add_edge("act", "think")
graph.add_conditional_edges("think", next_of)
with SqliteSaver.from_conn_string(str(STATE)) as saver:
    flow, config = graph.compile(checkpointer=saver), {"configurable": {"thread_id": STATE.stem}}
    if WHEN == "evening":
        result = flow.invoke({"messages": [HumanMessage("Paie la facture.")]}, config)
    else:
        result = flow.invoke(Command(resume=True) if flow.get_state(config).interrupts else None, config)
    print("pending" if result.get("__interrupt__") else result["messages"][-1].content)
