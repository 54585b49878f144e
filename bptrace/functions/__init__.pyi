from bptrace.functions import custom as custom
