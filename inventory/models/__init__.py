"""Agents, their accounts, what they may do, the data they touch, purposes and legal bases."""

from inventory.models.agent import Agent, AgentQuerySet, AgentState
from inventory.models.connection import Connection, ConnectionUse
from inventory.models.draft import AgentDraft
from inventory.models.file_import import AgentImport
from inventory.models.follow_up import FollowUp
from inventory.models.own_word import OwnWord
from inventory.models.party import Client, JointController, ProcessingClient
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
from inventory.models.runtime import AgentModule, Runtime, RuntimeBinding

__all__ = [
    "Agent",
    "AgentDraft",
    "AgentImport",
    "AgentModule",
    "AgentProcessing",
    "AgentQuerySet",
    "AgentState",
    "Client",
    "Connection",
    "ConnectionUse",
    "DataSubject",
    "FollowUp",
    "JointController",
    "OwnWord",
    "Permission",
    "PermissionQuerySet",
    "ProcessedData",
    "Processing",
    "ProcessingClient",
    "Purpose",
    "Recipient",
    "Runtime",
    "RuntimeBinding",
    "SecurityMeasure",
    "Transfer",
    "Withdrawal",
]
