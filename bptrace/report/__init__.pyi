from bptrace.report import arrays as arrays
from bptrace.report import curve as curve
from bptrace.report import diagram as diagram
from bptrace.report import matrix_lesson as matrix_lesson
from bptrace.report import picture as picture
from bptrace.report import schematic as schematic
from bptrace.report import spoken as spoken
