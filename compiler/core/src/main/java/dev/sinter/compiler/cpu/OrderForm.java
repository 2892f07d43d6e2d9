package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import java.util.Objects;
import org.objectweb.asm.Type;

/**
 * The form of a kernel that orders rows: a unit is a row, which the runtime sorts.
 *
 * @param nest a nest whose body is an element read along a stride, as fusion leaves it
 */
record OrderForm(Nest nest) implements Form {
    private static final String SORTING = "dev/sinter/runtime/Sorting";
    private static final String LONGS = "[J";
    /** What an element costs in a row of a thousand, in picoseconds. */
    private static final long SORTED = 30_000;

    @Override
    public String name() {
        return nest.fold() == Fold.ORDER ? "order" : "descending_order";
    }

    @Override
    public Dim units() {
        return nest.points();
    }

    @Override
    public Dim cost() {
        return nest.foldedPoints().times(SORTED);
    }

    @Override
    public boolean hasVector() {
        return false;
    }

    @Override
    public List<Dim> scratch() {
        Dim all = nest.points().times(nest.foldedPoints());
        return List.of(all, all);
    }

    @Override
    public void write(KernelClass to, boolean vector) {
        Parameters parameters = Parameters.of(nest);
        Values values = new Values();
        Lowering lowering = new Lowering(nest, values);
        MethodCode code = to.method(KernelClass.RUN, parameters.descriptor("JJ" + LONGS + LONGS, "V"));
        int first = code.local(Type.LONG_TYPE);
        int last = code.local(Type.LONG_TYPE);
        int a = code.local(Type.getType(LONGS));
        int b = code.local(Type.getType(LONGS));
        parameters.define(code, values);
        FreeLoops loops = new FreeLoops(nest, nest.freeAxes(), code, lowering);
        loops.define(FreeLoops.ROW);

        Nest.Access read = Objects.requireNonNull(nest.reads().get(((Expr.Arg) nest.body()).index()));
        Dim row = Dim.ZERO;
        for (int axis = 0; axis < nest.free().size(); axis++) {
            row = row.times(nest.free().get(axis)).plus(Dim.coordinate(axis));
        }
        Value n = lowering.index(nest.foldedPoints());
        Value from = lowering.index(start(read.offset()));
        Value step = lowering.index(stride(read.offset()));
        Value into = lowering.index(start(nest.write().offset()));
        Value stride = lowering.index(stride(nest.write().offset()));
        Value at = lowering.index(row.times(nest.foldedPoints()));
        Region needed = new Region().need(0, loops.needs())
                .need(FreeLoops.POINT, List.of(n, from, step, into, stride, at));
        needed.open(0, code);
        int lo = code.local(Type.INT_TYPE);
        int hi = code.local(Type.INT_TYPE);
        GeneralForm.toInt(code, first, lo);
        GeneralForm.toInt(code, last, hi);
        loops.emit(lo, hi, () -> needed.open(FreeLoops.ROW, code), () -> {
            needed.open(FreeLoops.POINT, code);
            DType dtype = nest.operands().get(read.operand());
            code.to.visitVarInsn(ALOAD, code.named("%" + read.operand()));
            code.push(from);
            code.push(step);
            code.insn(nest.fold() == Fold.ORDER ? ICONST_0 : ICONST_1);
            code.push(n);
            code.to.visitVarInsn(ALOAD, code.named(Parameters.OUTPUT));
            code.push(into);
            code.push(stride);
            code.to.visitVarInsn(ALOAD, a);
            code.to.visitVarInsn(ALOAD, b);
            code.push(at);
            code.call(SORTING, dtype.text(),
                    "(" + Carrier.array(dtype) + "IIZI" + LONGS + "II" + LONGS + LONGS + "I)V");
        });
        code.insn(RETURN);
        code.end();
    }

    /** The offset at the start of a row. */
    private Dim start(Dim offset) {
        return offset.substitute(symbol -> symbol.equals(along()) ? Dim.ZERO : null);
    }

    /** How far from one element of a row to the next. */
    private Dim stride(Dim offset) {
        return Objects.requireNonNull(offset.coefficient(along()), "a row is read along a stride");
    }

    private String along() {
        if (nest.folded().size() != 1) {
            throw new IllegalStateException("a row has one axis, not " + nest.folded());
        }
        return "#" + nest.free().size();
    }
}
