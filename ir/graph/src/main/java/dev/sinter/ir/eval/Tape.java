package dev.sinter.ir.eval;

import dev.sinter.ir.Literal;
import dev.sinter.ir.kernel.Kernel;
import dev.sinter.ir.kernel.Read;
import dev.sinter.ir.scalar.Expr;
import dev.sinter.ir.scalar.ScalarOp;
import dev.sinter.ir.scalar.ScalarOps;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * The expressions of a kernel as a straight line of instructions over numbered registers of raw bits. Equal subexpressions are one
 * instruction, and each knows the innermost axis it depends on, so that it runs again only when a coordinate of its own has changed.
 */
final class Tape implements Dim.Algebra<Integer> {
    /** A computation of one register from others. */
    private interface Step {
        void run(long[] registers);
    }

    /** A step, and the innermost axis that it depends on (-1: none). */
    private record Instruction(int level, Step step) {}

    private final Kernel kernel;
    private final List<Literal> operands;
    private final Map<String, Long> symbols;
    private final int axes;

    /** What a register starts with, and its level; the first registers are the coordinates, then follows the fold's value. */
    private final List<Long> initial = new ArrayList<>();

    private final List<Integer> levels = new ArrayList<>();
    private final List<Instruction> instructions = new ArrayList<>();
    private final Map<List<?>, Integer> numbered = new HashMap<>();
    private final IdentityHashMap<Expr, Integer> compiled = new IdentityHashMap<>();

    private long[] registers = {};
    private Step[] steps = {};
    private int[] firstOfLevel = {};

    Tape(Kernel kernel, List<Literal> operands, Map<String, Long> symbols, int axes) {
        this.kernel = kernel;
        this.operands = operands;
        this.symbols = symbols;
        this.axes = axes;
        for (int axis = 0; axis < axes; axis++) {
            register(0, axis);
        }
        register(0, axes - 1);
    }

    private int register(long value, int level) {
        initial.add(value);
        levels.add(level);
        return initial.size() - 1;
    }

    /** A new register that {@code step} computes from {@code sources}. */
    private int emit(List<Integer> sources, IntFunction<Step> step) {
        int level = sources.stream().mapToInt(levels::get).max().orElse(-1);
        int to = register(0, level);
        instructions.add(new Instruction(level, step.apply(to)));
        return to;
    }

    /** The register of an expression. */
    int compile(Expr expr) {
        Integer known = compiled.get(expr);
        if (known == null) {
            known = switch (expr) {
                case Expr.Const c -> constant(c.bits());
                case Expr.Index index -> compile(index.dim());
                case Expr.Folded folded -> axes;
                case Expr.Arg arg -> argument(arg);
                case Expr.Apply apply -> apply(apply);
            };
            compiled.put(expr, known);
        }
        return known;
    }

    private int argument(Expr.Arg arg) {
        DType dtype = kernel.operands().get(kernel.reads().get(arg.index()).operand()).dtype();
        if (dtype != arg.type()) {
            throw new IllegalArgumentException(arg + " is of " + arg.type() + ", but what it reads is of " + dtype);
        }
        return load(arg.index());
    }

    private int apply(Expr.Apply apply) {
        List<Integer> args = apply.args().stream().map(this::compile).toList();
        ScalarOp op = apply.op();
        DType type = apply.arg(op == ScalarOp.SELECT ? 1 : 0).type();
        DType result = apply.type();
        int a = args.get(0);
        int b = args.size() > 1 ? args.get(1) : a;
        int c = args.size() > 2 ? args.get(2) : a;
        return numbered(
                List.of(op, type, result, args),
                () -> emit(args, to -> r -> r[to] = ScalarOps.evaluate(op, type, result, r[a], r[b], r[c])));
    }

    private int numbered(List<?> key, Supplier<Integer> make) {
        Integer known = numbered.get(key);
        if (known == null) {
            known = make.get();
            numbered.put(key, known);
        }
        return known;
    }

    /** The register of an index expression. */
    int compile(Dim dim) {
        return dim.fold(this);
    }

    @Override
    public Integer constant(long value) {
        return numbered(List.of(value), () -> register(value, -1));
    }

    @Override
    public Integer symbol(String name) {
        char first = name.charAt(0);
        if (first == '#') {
            int axis = Integer.parseInt(name.substring(1));
            if (axis >= axes) {
                throw new IllegalArgumentException(
                        "the coordinate " + name + " is used where there are " + axes + " axes");
            }
            return axis;
        }
        if (first == '$') {
            return load(Integer.parseInt(name.substring(1)));
        }
        Long value = symbols.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the symbol " + name + " has no value; known are " + symbols);
        }
        return constant(value);
    }

    @Override
    public Integer plus(Integer a, Integer b) {
        return numbered(List.of("plus", a, b), () -> emit(List.of(a, b), to -> r -> r[to] = Math.addExact(r[a], r[b])));
    }

    @Override
    public Integer times(Integer a, Integer b) {
        return numbered(List.of("times", a, b),
                () -> emit(List.of(a, b), to -> r -> r[to] = Math.multiplyExact(r[a], r[b])));
    }

    @Override
    public Integer floorDiv(Integer a, Integer b) {
        return numbered(List.of("floordiv", a, b),
                () -> emit(List.of(a, b), to -> r -> r[to] = Math.floorDiv(r[a], r[b])));
    }

    private int load(int number) {
        return numbered(List.of("load", number), () -> load(kernel.reads().get(number)));
    }

    private int load(Read read) {
        Literal operand = operands.get(read.operand());
        int[] values = registers(read.guards().stream().map(guard -> guard.value()).toList());
        int[] bounds = registers(read.guards().stream().map(guard -> guard.bound()).toList());
        Place place = new Place(operand.shape().sizes(), registers(read.index()),
                "operand " + read.operand() + ", " + operand.type());
        List<Integer> sources = new ArrayList<>();
        for (int[] each : List.of(values, bounds, place.index())) {
            Arrays.stream(each).forEach(sources::add);
        }
        return emit(sources, to -> r -> {
            for (int g = 0; g < values.length; g++) {
                if (r[values[g]] < 0 || r[values[g]] >= r[bounds[g]]) {
                    r[to] = read.otherwise();
                    return;
                }
            }
            r[to] = operand.bits(place.offset(r));
        });
    }

    private int[] registers(List<Dim> dims) {
        return dims.stream().mapToInt(this::compile).toArray();
    }

    /** The place that these index expressions name in a tensor of these sizes; {@code what} names the tensor in messages. */
    Place place(long[] sizes, List<Dim> index, String what) {
        return new Place(sizes, registers(index), what);
    }

    /** Makes the tape ready to run; nothing can be compiled afterwards. */
    Tape finish() {
        instructions.sort(Comparator.comparingInt(Instruction::level));
        registers = initial.stream().mapToLong(Long::longValue).toArray();
        steps = instructions.stream().map(Instruction::step).toArray(Step[]::new);
        firstOfLevel = new int[axes + 1];
        for (int level = 0; level <= axes; level++) {
            int below = level;
            firstOfLevel[level] = (int) instructions.stream().filter(each -> each.level() < below).count();
        }
        return this;
    }

    /** Computes all registers at {@code point}, of which the coordinates before {@code changed} are as they were; -1 at first. */
    void run(long[] point, int changed) {
        for (int axis = Math.max(0, changed); axis < axes; axis++) {
            registers[axis] = point[axis];
        }
        for (int i = changed < 0 ? 0 : firstOfLevel[changed]; i < steps.length; i++) {
            steps[i].run(registers);
        }
    }

    /** The value of a register at the current point. */
    long get(int register) {
        return registers[register];
    }

    /** Where a place is at the current point, in elements. */
    int offset(Place place) {
        return place.offset(registers);
    }

    /** Gives {@link Expr.Folded} its value. */
    void fold(long value) {
        registers[axes] = value;
    }

    /** A place in a dense row-major tensor: a register per axis. */
    record Place(long[] sizes, int[] index, String what) {
        /** {@link IndexOutOfBoundsException} where it lies outside of the tensor. */
        int offset(long[] registers) {
            long offset = 0;
            for (int axis = 0; axis < index.length; axis++) {
                long at = registers[index[axis]];
                if (at < 0 || at >= sizes[axis]) {
                    throw new IndexOutOfBoundsException("index " + at + " is outside of axis " + axis + ", of size "
                            + sizes[axis] + ", of " + what);
                }
                offset = offset * sizes[axis] + at;
            }
            return (int) offset;
        }
    }
}
