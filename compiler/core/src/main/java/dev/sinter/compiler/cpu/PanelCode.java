package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * Writes the methods that pack a panel: a block of the depth of some rows or columns of a factor, computed by the factor's expression, with the
 * rows or columns side by side. What is missing in a panel that is not full is 0.
 *
 * <p>The inner loop goes along the columns where the factor's array is contiguous there, else along the depth.
 */
final class PanelCode {
    private static final Nest.Access NOWHERE = new Nest.Access(-1, Dim.ZERO, List.of(), List.of(), 0);

    private final Parameters parameters;
    private final DType dtype;
    private final MethodCode code;
    private final IntCode ints;
    private final Normaliser.Grouped part;
    private final int outers;
    private final boolean vector;

    private PanelCode(Contraction contraction, Expr factor, List<List<Integer>> groups, KernelClass to, String tile,
            boolean vector, String method, String width) {
        this.vector = vector;
        this.parameters = Parameters.of(contraction.nest());
        this.dtype = contraction.dtype();
        this.part = Normaliser.merge(contraction.nest().map(factor, NOWHERE), groups, 0);
        this.outers = groups.size() - 2;
        this.code = to.method(method, parameters.descriptor(descriptor(dtype, outers), "V"));
        this.ints = new IntCode(code);
        ints.field(width, tile);
        write(width, contraction.nest().mayFoldNothing());
    }

    /** The descriptor of {@code pack(panel, at, first, count, k, depth, outer ...)}, before a kernel's parameters. */
    static String descriptor(DType dtype, int outers) {
        return Carrier.array(dtype) + "IIIII" + "I".repeat(outers);
    }

    static void rows(Contraction c, KernelClass to, String tile, boolean vector) {
        List<List<Integer>> groups = List.of(c.outer(), c.rows(), c.nest().foldedAxes());
        new PanelCode(c, c.row(), groups, to, tile, vector, ContractForm.PACK_ROWS, TileClass.ROWS);
    }

    static void columns(Contraction c, KernelClass to, String tile, boolean vector) {
        List<List<Integer>> groups = List.of(c.outer(), c.columnOuter(), c.columns(), c.nest().foldedAxes());
        new PanelCode(c, c.column(), groups, to, tile, vector, ContractForm.PACK_COLUMNS, TileClass.COLUMNS);
    }

    private void write(String width, boolean mayBeEmpty) {
        int panel = code.local(Carrier.array(dtype));
        for (String name : List.of("at", "first", "count", "k", "depth")) {
            ints.local(name, code.local(Type.INT_TYPE));
        }
        int[] places = new int[outers];
        for (int i = 0; i < outers; i++) {
            places[i] = code.local(Type.INT_TYPE);
        }
        Values values = new Values();
        parameters.define(code, values);
        Lowering lowering = new Lowering(part.nest(), values);
        for (int i = 0; i < outers; i++) {
            FreeLoops outer = new FreeLoops(part.nest(), part.groups().get(i), code, lowering);
            outer.defineAt(0);
            outer.locate(places[i]);
        }
        List<Integer> sides = part.groups().get(outers);
        List<Integer> steps = part.groups().get(outers + 1);
        boolean along = isContiguous(sides.get(sides.size() - 1));
        FreeLoops outside = new FreeLoops(part.nest(), along ? steps : sides, code, lowering);
        FreeLoops inside = new FreeLoops(part.nest(), along ? sides : steps, code, lowering);
        outside.define(1);
        inside.define(3);
        if (mayBeEmpty) {
            values.keepFaultsAt(along ? 2 : 4);
        }
        Value element = lowering.expr(part.nest().body());
        Region region = new Region().need(0, outside.needs()).need(0, inside.needs()).need(4, element);
        RunCopy copy = vector && along ? RunCopy.of(code, dtype, element, inside.coordinate()) : null;
        if (copy != null) {
            region.need(4, copy.needs());
        }
        clear(panel, width);
        region.open(0, code);
        ints.set("outsideEnd", along ? "k depth +" : "first count +");
        ints.set("outside", along ? "k" : "first");
        outside.emit(ints.local("outside"), ints.local("outsideEnd"), () -> region.open(1, code), () -> {
            region.open(2, code);
            ints.set("insideEnd", along ? "first count +" : "k depth +");
            ints.set("inside", along ? "first" : "k");
            ints.set("to", "at");
            if (copy != null) {
                inside.emitRuns(ints.local("inside"), ints.local("insideEnd"), () -> region.open(3, code),
                        stop -> copy.emit(panel, ints.local("to"), stop));
                ints.set("at", "at " + width + " +");
                return;
            }
            inside.emit(ints.local("inside"), ints.local("insideEnd"), () -> region.open(3, code), () -> {
                region.open(4, code);
                code.to.visitVarInsn(ALOAD, panel);
                ints.push("to");
                code.push(element);
                code.storeElement(dtype);
                ints.set("to", "to " + (along ? "1" : width) + " +");
            });
            ints.set("at", "at " + (along ? width : "1") + " +");
        });
        code.insn(RETURN);
        code.end();
    }

    /** Whether some read goes to the next element when the axis does. */
    private boolean isContiguous(int axis) {
        return part.nest().reads().stream().anyMatch(read -> {
            Dim stride = read == null ? null : read.offset().coefficient("#" + axis);
            return stride != null && stride.is(1);
        });
    }

    private void clear(int panel, String width) {
        Label full = new Label();
        ints.push("count " + width);
        code.jump(IF_ICMPGE, full);
        code.to.visitVarInsn(ALOAD, panel);
        ints.push("at at depth " + width + " * +");
        code.constant(Carrier.of(dtype), 0);
        String element = Carrier.of(dtype).getDescriptor();
        code.call("java/util/Arrays", "fill", "([" + element + "II" + element + ")V");
        code.label(full);
    }
}
