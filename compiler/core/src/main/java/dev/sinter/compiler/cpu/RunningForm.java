package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.scalar.Expr;
import dev.sinter.types.Dim;
import java.util.List;
import org.objectweb.asm.Type;

/**
 * The form of a kernel of running results: a unit is a row, done element by element.
 *
 * @param nest what it computes
 */
record RunningForm(Nest nest) implements Form {
    /** The loops along a row are inside a free point. */
    private static final int FIRST = FreeLoops.POINT + 1;

    @Override
    public String name() {
        return "running";
    }

    @Override
    public Dim units() {
        return nest.points();
    }

    @Override
    public Dim cost() {
        return Cost.ofPoint(nest);
    }

    @Override
    public boolean hasVector() {
        return false;
    }

    @Override
    public void write(KernelClass to, boolean vector) {
        Parameters parameters = Parameters.of(nest);
        Values values = new Values();
        Lowering lowering = new Lowering(nest, values);
        MethodCode code = to.method(KernelClass.RUN, parameters.descriptor("JJ", "V"));
        int first = code.local(Type.LONG_TYPE);
        int last = code.local(Type.LONG_TYPE);
        parameters.define(code, values);
        FreeLoops rows = new FreeLoops(nest, nest.freeAxes(), code, lowering);
        rows.define(FreeLoops.ROW);
        FreeLoops steps = new FreeLoops(nest, nest.foldedAxes(), code, lowering);
        steps.define(FIRST);
        int innermost = FIRST + 1;
        Type type = Carrier.of(nest.body().type());
        code.name(Lowering.FOLDED, type);
        values.variable(Lowering.FOLDED, type, innermost, Long.MIN_VALUE, Long.MAX_VALUE);
        if (nest.mayFoldNothing()) {
            values.keepFaultsAt(innermost);
        }
        Value next = lowering.expr(nest.body());
        // The value after this step, which the variable has only in the next one.
        Value result = lowering.expr(nest.result().replace(leaf -> leaf instanceof Expr.Folded ? nest.body() : leaf));
        Value position = lowering.position(nest.write(), null);
        Value length = lowering.index(nest.foldedPoints());
        Region region = new Region().need(0, rows.needs()).need(FreeLoops.POINT, length)
                .need(FreeLoops.POINT, steps.needs()).need(innermost, List.of(next, next, result, position));
        region.open(0, code);
        int lo = code.local(Type.INT_TYPE);
        int hi = code.local(Type.INT_TYPE);
        int from = code.local(Type.INT_TYPE);
        int end = code.local(Type.INT_TYPE);
        GeneralForm.toInt(code, first, lo);
        GeneralForm.toInt(code, last, hi);
        rows.emit(lo, hi, () -> region.open(FreeLoops.ROW, code), () -> {
            region.open(FreeLoops.POINT, code);
            code.constant(type, 0);
            code.store(type, code.named(Lowering.FOLDED));
            code.insn(ICONST_0);
            code.store(Type.INT_TYPE, from);
            code.push(length);
            code.store(Type.INT_TYPE, end);
            steps.emit(from, end, () -> region.open(FIRST, code), () -> {
                region.open(innermost, code);
                code.to.visitVarInsn(ALOAD, code.named(Parameters.OUTPUT));
                code.push(position);
                code.push(result);
                code.storeElement(nest.dtype());
                code.push(next);
                code.store(type, code.named(Lowering.FOLDED));
            });
        });
        code.insn(RETURN);
        code.end();
    }
}
