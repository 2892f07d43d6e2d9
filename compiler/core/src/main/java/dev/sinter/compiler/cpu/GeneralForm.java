package dev.sinter.compiler.cpu;

import static org.objectweb.asm.Opcodes.*;

import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Label;
import org.objectweb.asm.Type;

/**
 * The form that every kernel has: a scalar loop nest, point by point.
 *
 * <p>Its units are the free points; those of an update whose points must come in order are one unit.
 */
final class GeneralForm {
    private final Nest nest;
    private final KernelClass to;
    private final Parameters parameters;
    private final Values values = new Values();
    private final Lowering lowering;

    private GeneralForm(Nest nest, KernelClass to) {
        this.nest = nest;
        this.to = to;
        this.parameters = Parameters.of(nest);
        this.lowering = new Lowering(nest, values);
    }

    static void write(Nest nest, KernelClass to) {
        new GeneralForm(nest, to).write();
    }

    private void write() {
        MethodCode code = to.method(KernelClass.RUN, parameters.descriptor("JJ", "V"));
        int first = code.local(Type.LONG_TYPE);
        int last = code.local(Type.LONG_TYPE);
        parameters.define(code, values);
        FreeLoops loops = new FreeLoops(nest.free(), code, lowering);
        loops.define();
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
        FoldCode fold = nest.fold() == null ? null : FoldCode.of(nest, to, code, lowering);
        after.open(0, code);
        if (fold != null) {
            fold.region().open(0, code);
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
        }, () -> point(code, fold, after, result, position));
        code.label(nothing);
        code.insn(RETURN);
        code.end();
    }

    private static void toInt(MethodCode code, int from, int local) {
        code.load(Type.LONG_TYPE, from);
        code.insn(L2I);
        code.store(Type.INT_TYPE, local);
    }

    private void point(MethodCode code, @Nullable FoldCode fold, Region after, Value result, Value position) {
        if (fold != null) {
            fold.region().open(FreeLoops.POINT, code);
            fold.emit();
            code.store(fold.type(), code.named(Lowering.FOLDED));
        }
        after.open(FreeLoops.POINT, code);
        code.to.visitVarInsn(ALOAD, code.named(Parameters.OUTPUT));
        code.push(position);
        if (nest.combine() != null) {
            combine(code, Objects.requireNonNull(nest.combine()), result);
        } else {
            code.push(result);
        }
        code.storeElement(nest.dtype());
    }

    /** {@code old op new}, computed wide and rounded once where the dtype is narrow. */
    private void combine(MethodCode code, ScalarOp op, Value result) {
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
