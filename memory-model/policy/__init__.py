# SPDX-License-Identifier: Apache-2.0
"""The in-house memory policy model: tasks, training, export and evaluation."""
