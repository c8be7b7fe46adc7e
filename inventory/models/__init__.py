"""Agents, their accounts, what they may do, the data they touch, purposes and legal bases."""

from inventory.models.agent import Agent, AgentQuerySet, AgentState
from inventory.models.connection import Connection, ConnectionUse
from inventory.models.draft import AgentDraft
from inventory.models.follow_up import FollowUp
from inventory.models.permission import Permission, PermissionQuerySet, Withdrawal
from inventory.models.processing import (
    AgentProcessing,
    DataSubject,
    ProcessedData,
    Processing,
    Purpose,
    Recipient,
    SecurityMeasure,
    Transfer,
)

__all__ = [
    "Agent",
    "AgentDraft",
    "AgentProcessing",
    "AgentQuerySet",
    "AgentState",
    "Connection",
    "ConnectionUse",
    "DataSubject",
    "FollowUp",
    "Permission",
    "PermissionQuerySet",
    "ProcessedData",
    "Processing",
    "Purpose",
    "Recipient",
    "SecurityMeasure",
    "Transfer",
    "Withdrawal",
]
