package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * The form that every kernel has: a scalar loop nest, point by point.
 *
 * <p>Its units are the free points; those of an update whose points must come in order are one unit. A vector class does as many points
 * of the inner loop at once as a vector has lanes.
 *
 * @param nest      what it computes
 * @param hasVector whether a vector class is worth it, see {@link MapVectors}
 */
record GeneralForm(Nest nest, boolean hasVector) implements Form {
    /** The form of a nest, with vectors where they are worth it. */
    static GeneralForm of(Nest nest, CpuOptions options) {
        return new GeneralForm(nest, options.vector() && (MapVectors.gains(nest) || VectorLanes.fits(nest)));
    }

    @Override
    public String name() {
        return nest.isUpdate() ? "update" : nest.fold() == null ? "map" : nest.fold().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Dim units() {
        return nest.isSequential() ? Dim.ONE : nest.points();
    }

    @Override
    public Dim cost() {
        return nest.isSequential() ? Cost.ofPoint(nest).times(nest.points()) : Cost.ofPoint(nest);
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
        FreeLoops loops = new FreeLoops(nest, nest.freeAxes(), code, lowering);
        loops.define(FreeLoops.ROW);
        // The result before the body: what both need is then computed where the result can be, at points that exist.
        Type folded = nest.fold() == null ? Type.VOID_TYPE : Carrier.of(nest.fold().result(nest.body().type()));
        if (nest.fold() != null) {
            code.name(Lowering.FOLDED, folded);
            values.variable(Lowering.FOLDED, folded, FreeLoops.POINT, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        Value result = lowering.expr(nest.result());
        Value position = lowering.position(nest.write(), null);
        Region after = new Region().need(0, loops.needs()).need(FreeLoops.POINT, List.of(result, position));
        Value total = lowering.index(nest.points());
        after.need(0, total);
        FoldCode fold = nest.fold() == null ? null : FoldCode.of(nest, to, code, lowering, vector);
        VectorCode lanes = vector && nest.fold() == null
                ? MapVectors.code(code, values.variable("#" + (nest.free().size() - 1)), to, List.of(result), List.of())
                : null;
        after.open(0, code);
        if (fold != null) {
            fold.region().open(0, code);
        }
        if (lanes != null) {
            lanes.spread(0);
            loops.vectorOver(lanes.lanes().counting());
        }
        int lo = code.local(Type.INT_TYPE);
        int hi = code.local(Type.INT_TYPE);
        Label nothing = new Label();
        if (nest.isSequential()) {
            code.push(total);
            code.jump(IFLE, nothing);
            code.insn(ICONST_0);
            code.store(Type.INT_TYPE, lo);
            code.push(total);
            code.store(Type.INT_TYPE, hi);
        } else {
            toInt(code, first, lo);
            toInt(code, last, hi);
        }
        loops.emit(lo, hi, () -> {
            after.open(FreeLoops.ROW, code);
            if (fold != null) {
                fold.region().open(FreeLoops.ROW, code);
            }
            if (lanes != null) {
                lanes.spread(FreeLoops.ROW);
            }
        }, lanes == null ? null : () -> {
            lanes.open();
            lanes.push(result);
            lanes.store(nest.dtype(), code.named(Parameters.OUTPUT), position);
        }, () -> point(code, values, fold, after, result, position));
        code.label(nothing);
        code.insn(RETURN);
        code.end();
    }

    /** Narrows the number of a point. */
    static void toInt(MethodCode code, int from, int local) {
        code.load(Type.LONG_TYPE, from);
        code.insn(L2I);
        code.store(Type.INT_TYPE, local);
    }

    private void point(MethodCode code, Values values, @Nullable FoldCode fold, Region after, Value result,
            Value position) {
        if (fold != null) {
            fold.region().open(FreeLoops.POINT, code);
            fold.emit();
            code.store(fold.type(), code.named(Lowering.FOLDED));
        }
        after.open(FreeLoops.POINT, code);
        code.to.visitVarInsn(ALOAD, code.named(Parameters.OUTPUT));
        code.push(position);
        if (nest.combine() != null) {
            combine(code, values, Objects.requireNonNull(nest.combine()), result);
        } else {
            code.push(result);
        }
        code.storeElement(nest.dtype());
    }

    /** {@code old op new}, computed wide and rounded once where the dtype is narrow. */
    private void combine(MethodCode code, Values values, ScalarOp op, Value result) {
        DType dtype = nest.dtype();
        DType computed = dtype == DType.BOOL && isBitwise(op) ? dtype : dtype.computed();
        code.insn(DUP2);
        code.element(dtype);
        if (computed != dtype) {
            code.instruction(ScalarOp.CAST, dtype, computed);
        }
        code.push(computed == dtype ? result : values.apply(ScalarOp.CAST, dtype, computed, List.of(result)));
        code.instruction(op, computed, computed);
        if (computed != dtype) {
            code.instruction(ScalarOp.CAST, computed, dtype);
        }
    }

    private static boolean isBitwise(ScalarOp op) {
        return op == ScalarOp.AND || op == ScalarOp.OR || op == ScalarOp.XOR;
    }
}
