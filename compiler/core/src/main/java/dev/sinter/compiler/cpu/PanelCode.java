package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * Writes the methods that pack a panel: a block of the depth of some rows or columns of a factor, computed by the factor's expression, with the
 * rows or columns side by side, one step of the depth after the other.
 *
 * <p>The inner loop goes along the columns where the factor's array is contiguous there, in vectors if it is a mere copy, or where small
 * axes such as a convolution's window can be written out; else along the depth.
 */
final class PanelCode {
    static final Nest.Access NOWHERE = new Nest.Access(-1, Dim.ZERO, List.of(), List.of(), 0);
    /** Small axes are written out: none longer than this, and not more elements in all. */
    private static final int LONGEST_AXIS = 3;
    private static final int MOST_ELEMENTS = 16;

    private final Parameters parameters;
    private final DType dtype;
    private final MethodCode code;
    private final IntCode ints;
    private final Normaliser.Grouped part;
    private final int outers;
    private final boolean vector;
    private final Values values = new Values();
    private final Region region = new Region();
    private int panel;

    private PanelCode(Contraction contraction, Normaliser.Grouped part, KernelClass to, boolean vector, String method) {
        this.parameters = Parameters.of(contraction.nest());
        this.dtype = contraction.dtype();
        this.part = part;
        this.vector = vector;
        this.outers = part.groups().size() - 2;
        this.code = to.method(method, parameters.descriptor(descriptor(dtype, outers), "V"));
        this.ints = new IntCode(code);
        write(contraction.nest().mayFoldNothing());
    }

    /** The descriptor of {@code pack(panel, at, width, step, first, count, k, depth, outer ...)}, before a kernel's parameters. */
    static String descriptor(DType dtype, int outers) {
        return Carrier.array(dtype) + "IIIIIII" + "I".repeat(outers);
    }

    static void rows(Contraction c, KernelClass to, boolean vector) {
        List<List<Integer>> groups = List.of(c.outer(), c.rows(), c.nest().foldedAxes());
        new PanelCode(c, Normaliser.merge(c.nest().map(c.row(), NOWHERE), groups, 0), to, vector,
                ContractForm.PACK_ROWS);
    }

    static void columns(Contraction c, @Nullable Image image, KernelClass to, boolean vector) {
        new PanelCode(c, image == null ? columnPart(c) : image.part(), to, vector, ContractForm.PACK_COLUMNS);
    }

    private static Normaliser.Grouped columnPart(Contraction c) {
        List<List<Integer>> groups = List.of(c.outer(), c.columnOuter(), c.columns(), c.nest().foldedAxes());
        return Normaliser.merge(c.nest().map(c.column(), NOWHERE), groups, 0);
    }

    /** Whether the columns of a chunk are packed into one wide panel, as their runs of neighbours are short. */
    static boolean isDense(Contraction c) {
        return columnPart(c).groups().get(2).size() > 1 || group(c) > 1;
    }

    /** How many columns are written out together; a chunk must hold a multiple of them. */
    static int group(Contraction c) {
        Normaliser.Grouped part = columnPart(c);
        List<Integer> sides = part.groups().get(2);
        return elements(part.nest(), sides.subList(sides.size() - writtenOut(part.nest(), sides), sides.size()));
    }

    private static int elements(Nest nest, List<Integer> axes) {
        int product = 1;
        for (int axis : axes) {
            product *= (int) nest.extent(axis).constant();
        }
        return product;
    }

    /** How many of the innermost axes are written out. */
    private static int writtenOut(Nest nest, List<Integer> axes) {
        int count = 0;
        long product = 1;
        for (int i = axes.size() - 1; i >= 0; i--) {
            Dim extent = nest.extent(axes.get(i));
            if (!extent.isConstant() || extent.constant() > LONGEST_AXIS
                    || product * extent.constant() > MOST_ELEMENTS) {
                break;
            }
            product *= extent.constant();
            count++;
        }
        return product > 1 ? count : 0;
    }

    private void write(boolean mayBeEmpty) {
        panel = code.local(Carrier.array(dtype));
        for (String name : List.of("at", "width", "step", "first", "count", "k", "depth")) {
            ints.local(name, code.local(Type.INT_TYPE));
        }
        int[] places = new int[outers];
        for (int i = 0; i < outers; i++) {
            places[i] = code.local(Type.INT_TYPE);
        }
        parameters.define(code, values);
        Lowering lowering = new Lowering(part.nest(), values);
        for (int i = 0; i < outers; i++) {
            FreeLoops outer = new FreeLoops(part.nest(), part.groups().get(i), code, lowering);
            outer.defineAt(0);
            outer.locate(places[i]);
        }
        List<Integer> sides = part.groups().get(outers);
        List<Integer> steps = part.groups().get(outers + 1);
        // Rows are few, and come in panels of any height.
        int written = outers == 1 ? 0 : writtenOut(part.nest(), sides);
        clear();
        if (written > 0) {
            writeOut(lowering, sides.subList(0, sides.size() - written),
                    sides.subList(sides.size() - written, sides.size()),
                    steps, mayBeEmpty);
        } else {
            loops(lowering, sides, steps, mayBeEmpty);
        }
        code.insn(RETURN);
        code.end();
    }

    private void loops(Lowering lowering, List<Integer> sides, List<Integer> steps, boolean mayBeEmpty) {
        boolean along = isContiguous(sides.get(sides.size() - 1));
        FreeLoops outside = new FreeLoops(part.nest(), along ? steps : sides, code, lowering);
        FreeLoops inside = new FreeLoops(part.nest(), along ? sides : steps, code, lowering);
        outside.define(1);
        inside.define(3);
        if (mayBeEmpty) {
            values.keepFaultsAt(along ? 2 : 4);
        }
        Value element = lowering.expr(part.nest().body());
        region.need(0, outside.needs()).need(0, inside.needs()).need(4, element);
        RunCopy copy = vector && along ? RunCopy.of(code, dtype, element, inside.coordinate()) : null;
        if (copy != null) {
            region.need(4, copy.needs());
        }
        region.open(0, code);
        ints.set("outsideEnd", along ? "k depth +" : "first count +");
        ints.set("outside", along ? "k" : "first");
        outside.emit(ints.local("outside"), ints.local("outsideEnd"), () -> region.open(1, code), () -> {
            region.open(2, code);
            ints.set("insideEnd", along ? "first count +" : "k depth +");
            ints.set("inside", along ? "first" : "k");
            ints.set("to", "at");
            inside(inside, copy, element, along);
            ints.set("at", along ? "at step +" : "at 1 +");
        });
    }

    private void inside(FreeLoops inside, @Nullable RunCopy copy, Value element, boolean along) {
        int lo = ints.local("inside");
        int hi = ints.local("insideEnd");
        if (copy != null) {
            inside.emitRuns(lo, hi, () -> region.open(3, code), stop -> copy.emit(panel, ints.local("to"), stop));
            return;
        }
        inside.emit(lo, hi, () -> region.open(3, code), () -> {
            region.open(4, code);
            store(element, "to");
            ints.set("to", along ? "to 1 +" : "to step +");
        });
    }

    private void store(Value element, String to) {
        code.to.visitVarInsn(ALOAD, panel);
        ints.push(to);
        code.push(element);
        code.storeElement(dtype);
    }

    /** Steps of the depth outside, the outer axes of the columns inside, and the small ones written out. */
    private void writeOut(Lowering lowering, List<Integer> around, List<Integer> small, List<Integer> steps,
            boolean mayBeEmpty) {
        FreeLoops outside = new FreeLoops(part.nest(), steps, code, lowering);
        outside.define(1);
        region.need(0, outside.needs());
        FreeLoops inside = around.isEmpty() ? null : new FreeLoops(part.nest(), around, code, lowering);
        if (inside != null) {
            inside.define(3);
            region.need(0, inside.needs());
        }
        if (mayBeEmpty) {
            values.keepFaultsAt(2);
        }
        int group = elements(part.nest(), small);
        List<Value> elements = new ArrayList<>();
        for (int number = 0; number < group; number++) {
            int rest = number;
            for (int i = small.size() - 1; i >= 0; i--) {
                int extent = (int) part.nest().extent(small.get(i)).constant();
                values.alias("#" + small.get(i), values.constant(Type.INT_TYPE, rest % extent));
                rest /= extent;
            }
            elements.add(new Lowering(part.nest(), values).expr(part.nest().body()));
        }
        region.need(inside == null ? 2 : 4, elements);
        region.open(0, code);
        ints.set("outsideEnd", "k depth +");
        outside.emit(ints.local("k"), ints.local("outsideEnd"), () -> region.open(1, code), () -> {
            region.open(2, code);
            ints.set("to", "at");
            if (inside == null) {
                group(elements);
            } else {
                ints.set("insideEnd", "first count + " + group + " /");
                ints.set("inside", "first " + group + " /");
                inside.emit(ints.local("inside"), ints.local("insideEnd"), () -> region.open(3, code), () -> {
                    region.open(4, code);
                    group(elements);
                    ints.set("to", "to " + group + " +");
                });
            }
            ints.set("at", "at step +");
        });
    }

    private void group(List<Value> elements) {
        for (int i = 0; i < elements.size(); i++) {
            store(elements.get(i), i == 0 ? "to" : "to " + i + " +");
        }
    }

    /** Whether some read goes to the next element when the axis does. */
    private boolean isContiguous(int axis) {
        return part.nest().reads().stream().anyMatch(read -> {
            Dim stride = read == null ? null : read.offset().coefficient("#" + axis);
            return stride != null && stride.is(1);
        });
    }

    /** What is missing in a panel that is not full is 0. Nothing needs it, but numbers left over might be slow ones. */
    private void clear() {
        Label full = new Label();
        ints.push("count width");
        code.jump(IF_ICMPGE, full);
        code.to.visitVarInsn(ALOAD, panel);
        ints.push("at at depth step * +");
        code.constant(Carrier.of(dtype), 0);
        String element = Carrier.of(dtype).getDescriptor();
        code.call("java/util/Arrays", "fill", "([" + element + "II" + element + ")V");
        code.label(full);
    }
}
