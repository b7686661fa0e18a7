# SPDX-License-Identifier: MIT
# The other calculation: the central path of a scenario from the equations alone, sharing no code with the program.
