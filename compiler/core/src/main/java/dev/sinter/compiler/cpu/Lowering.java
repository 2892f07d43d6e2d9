package dev.sinter.compiler.cpu;

import dev.sinter.ir.kernel.Guard;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Type;

/** Turns a nest's index expressions, accesses and expressions into {@link Value}s of one method, whose variables are defined. */
final class Lowering {
    /** The variable that holds the value of the fold. */
    static final String FOLDED = "fold";

    private final Nest nest;
    private final Values values;
    private final Map<Integer, Value> reads = new HashMap<>();
    private final IdentityHashMap<Expr, Value> done = new IdentityHashMap<>();
    private final Map<Dim, Value> indices = new HashMap<>();
    private final Map<Dim, Value> wideIndices = new HashMap<>();

    Lowering(Nest nest, Values values) {
        this.nest = nest;
        this.values = values;
    }

    Values values() {
        return values;
    }

    /** A sum of products; kept apart so that the terms of outer loops are added first and once. */
    private record Sum(List<Value> terms) {}

    private final class Arithmetic implements Dim.Algebra<Sum> {
        private final Type type;

        Arithmetic(Type type) {
            this.type = type;
        }

        @Override
        public Sum constant(long value) {
            return new Sum(List.of(values.constant(type, value)));
        }

        @Override
        public Sum symbol(String name) {
            Value value = name.charAt(0) == '$'
                    ? read(Integer.parseInt(name, 1, name.length(), 10))
                    : values.variable(name);
            return new Sum(List.of(type == Type.INT_TYPE ? values.toInt(value) : values.toLong(value)));
        }

        @Override
        public Sum plus(Sum a, Sum b) {
            List<Value> terms = new ArrayList<>(a.terms);
            terms.addAll(b.terms);
            return new Sum(terms);
        }

        @Override
        public Sum times(Sum a, Sum b) {
            return new Sum(List.of(values.mul(total(a), total(b))));
        }

        @Override
        public Sum floorDiv(Sum dividend, Sum divisor) {
            return new Sum(List.of(values.floorDiv(total(dividend), total(divisor))));
        }

        Value total(Sum sum) {
            Value total = values.constant(type, 0);
            List<Value> terms = new ArrayList<>(sum.terms);
            terms.sort(Comparator.comparingInt(term -> term.level));
            for (Value term : terms) {
                total = values.add(total, term);
            }
            return total;
        }

        Value compute(Dim dim) {
            return total(dim.fold(this));
        }
    }

    private final Arithmetic narrow = new Arithmetic(Type.INT_TYPE);
    private final Arithmetic wide = new Arithmetic(Type.LONG_TYPE);

    /** An index, an extent or an offset as an int: all of them are less than the length of some array. */
    Value index(Dim dim) {
        Value known = indices.get(dim);
        if (known == null) {
            known = narrow.compute(dim);
            indices.put(dim, known);
        }
        return known;
    }

    /** An index expression as a long; by way of an int where its bounds allow. */
    Value wide(Dim dim) {
        Value known = wideIndices.get(dim);
        if (known == null) {
            Value exact = wide.compute(dim);
            known = exact.lo >= Integer.MIN_VALUE && exact.hi <= Integer.MAX_VALUE && !dim.mentionsLoaded()
                    ? values.toLong(index(dim))
                    : exact;
            wideIndices.put(dim, known);
        }
        return known;
    }

    /** The element that {@code Arg(number)} stands for. */
    Value read(int number) {
        Value known = reads.get(number);
        if (known == null) {
            Nest.Access access = nest.reads().get(number);
            if (access == null) {
                throw new IllegalStateException("read " + number + " was thought to be unneeded");
            }
            DType dtype = nest.operands().get(access.operand());
            Value condition = condition(access.guards());
            known = condition != null && condition.isConst() && condition.data == 0
                    ? values.constant(dtype, access.otherwise())
                    : values.load(access.operand(), dtype, position(access, condition), condition, access.otherwise());
            reads.put(number, known);
        }
        return known;
    }

    /** Where in the flat array an access goes; checked indices only where {@code condition} holds or is null. */
    Value position(Nest.Access access, @Nullable Value condition) {
        Value position = index(access.offset());
        for (Nest.Checked checked : access.checked()) {
            Value index = values.check(wide(checked.index()), wide(checked.size()), condition);
            Value term = values.mul(index, index(checked.stride()));
            position = values.add(position, term);
        }
        return position;
    }

    /** The conjunction of guards, or null where there are none. */
    @Nullable
    Value condition(List<Guard> guards) {
        Value condition = null;
        for (Guard guard : guards) {
            boolean loaded = guard.value().mentionsLoaded() || guard.bound().mentionsLoaded();
            Value holds = loaded
                    ? values.inRange(wide(guard.value()), wide(guard.bound()))
                    : values.inRange(index(guard.value()), index(guard.bound()));
            condition = condition == null ? holds : values.both(condition, holds);
        }
        return condition;
    }

    /** The value of an expression. */
    Value expr(Expr expr) {
        Value known = done.get(expr);
        if (known == null) {
            known = compute(expr);
            done.put(expr, known);
        }
        return known;
    }

    private Value compute(Expr expr) {
        return switch (expr) {
            case Expr.Const constant -> values.constant(constant.type(), constant.bits());
            case Expr.Arg arg -> read(arg.index());
            case Expr.Index index -> wide(index.dim());
            case Expr.Folded folded -> values.variable(FOLDED);
            case Expr.Apply apply -> {
                List<Value> args = new ArrayList<>();
                apply.args().forEach(arg -> args.add(expr(arg)));
                DType from = apply.arg(apply.op() == ScalarOp.SELECT ? 1 : 0).type();
                yield values.apply(apply.op(), from, apply.type(), List.copyOf(args));
            }
        };
    }
}
