package dev.sinter.compiler.passes;

import static dev.sinter.ir.Elementwise.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sinter.compiler.fuzz.Difference;
import dev.sinter.ir.Body;
import dev.sinter.ir.Custom;
import dev.sinter.ir.Elementwise;
import dev.sinter.ir.Graph;
import dev.sinter.ir.Index;
import dev.sinter.ir.Literal;
import dev.sinter.ir.Node;
import dev.sinter.ir.Pointwise;
import dev.sinter.ir.Reduce;
import dev.sinter.ir.Source;
import dev.sinter.ir.View;
import dev.sinter.ir.eval.Interpreter;
import dev.sinter.ir.kernel.Fold;
import dev.sinter.ir.scalar.Literals;
import dev.sinter.types.DType;
import dev.sinter.types.Dim;
import dev.sinter.types.Shape;
import dev.sinter.types.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One row or more per rule: what it is for, both sides, and where it applies. Each row shows what the rule gives, and that the bits are
 * the same for all half floats (one variable), or for all combinations of special values and random ones (several).
 */
@DisplayName("C3: rules")
class RulesTest {
    private static final Set<DType> FLOATS = EnumSet.of(DType.F16, DType.BF16, DType.F32, DType.F64);
    private static final Set<DType> SIGNED = EnumSet.of(DType.I8, DType.I16, DType.I32, DType.I64);
    private static final Set<DType> UNSIGNED = EnumSet.of(DType.U8);
    private static final Set<DType> BOOL = EnumSet.of(DType.BOOL);
    private static final Set<DType> INTEGERS = and(SIGNED, UNSIGNED);
    private static final Set<DType> BITS = and(INTEGERS, BOOL);
    private static final Set<DType> NUMBERS = and(FLOATS, INTEGERS);
    private static final Set<DType> ALL = and(NUMBERS, BOOL);

    private static Set<DType> and(Set<DType> a, Set<DType> b) {
        Set<DType> both = EnumSet.copyOf(a);
        both.addAll(b);
        return both;
    }

    private record Row(String rule, Set<DType> dtypes, Function<Bench, Node> before, Function<Bench, Node> after) {
        @Override
        public String toString() {
            return rule;
        }
    }

    private static Row row(String rule, Set<DType> dtypes, Function<Bench, Node> before,
            Function<Bench, Node> after) {
        return new Row(rule, dtypes, before, after);
    }

    private static List<Row> rows() {
        return Stream.of(normal(), arithmetic(), logic(), casts(), views(), reductions()).flatMap(List::stream)
                .toList();
    }

    private static List<Row> normal() {
        return List.of(
                row("detach x = x", ALL, b -> b.add(new Pointwise.Detach(7), b.x()), Bench::x),
                row("mark x = x", ALL, b -> b.add(new Pointwise.Mark(7), b.x()), Bench::x),
                row("custom x y = x", ALL, b -> b.add(new Custom(new Body(dev.sinter.ir.text.Parser.parse(
                        "graph @f(%flow: " + b.x().type() + ", %y: " + b.y().type() + ") { return %flow }"))), b.x(),
                        b.x(), b.y()),
                        Bench::x),
                row("c + x = x + c", NUMBERS, b -> b.add(ADD, b.c(3), b.x()), b -> b.add(ADD, b.x(), b.c(3))),
                row("c + x = x + c", NUMBERS, b -> b.add(MUL, b.c(3), b.x()), b -> b.add(MUL, b.x(), b.c(3))),
                row("c + x = x + c", ALL, b -> b.add(MAX, b.c(1), b.x()), b -> b.add(MAX, b.x(), b.c(1))),
                row("c + x = x + c", ALL, b -> b.add(MIN, b.c(1), b.x()), b -> b.add(MIN, b.x(), b.c(1))),
                row("c + x = x + c", BITS, b -> b.add(XOR, b.c(1), b.x()), b -> b.add(XOR, b.x(), b.c(1))),
                row("c + x = x + c", ALL, b -> b.add(NE, b.c(1), b.x()), b -> b.add(NE, b.x(), b.c(1))),
                row("c < x = x > c", ALL, b -> b.add(LT, b.c(1), b.x()), b -> b.add(GT, b.x(), b.c(1))),
                row("c < x = x > c", ALL, b -> b.add(LE, b.c(1), b.x()), b -> b.add(GE, b.x(), b.c(1))),
                row("c < x = x > c", ALL, b -> b.add(GT, b.c(1), b.x()), b -> b.add(LT, b.x(), b.c(1))),
                row("c < x = x > c", ALL, b -> b.add(GE, b.c(1), b.x()), b -> b.add(LE, b.x(), b.c(1))),
                row("x > y = y < x", ALL, b -> b.add(GT, b.x(), b.y()), b -> b.add(LT, b.y(), b.x())),
                row("x > y = y < x", ALL, b -> b.add(GE, b.x(), b.y()), b -> b.add(LE, b.y(), b.x())),
                row("x - c = x + -c", NUMBERS, b -> b.add(SUB, b.x(), b.c(3)),
                        b -> b.add(ADD, b.x(), b.bits(negative(b.dtype(), 3)))),
                row("x - c = x + -c", NUMBERS, b -> b.add(SUB, b.x(), b.c(0)),
                        b -> b.add(ADD, b.x(), b.bits(negative(b.dtype(), 0)))),
                row("equal elements = repeat a scalar", ALL,
                        b -> b.add(new Source.Constant(Literal.of(b.dtype(), Shape.of(2, 2), 1, 1, 1, 1))),
                        b -> b.expand("[2,2]", b.c(1))),
                row("reshape by leading axes of size 1 = expand", ALL, b -> b.reshape("[1,1,N]", b.x()),
                        b -> b.expand("[1,1,N]", b.x())),
                row("view of a repeated scalar = the scalar repeated", ALL,
                        b -> b.transpose(List.of(1, 0), b.expand("[2,3]", b.input("[]"))),
                        b -> b.expand("[3,2]", b.input("[]"))),
                row("view of a repeated scalar = the scalar repeated", FLOATS,
                        b -> b.add(new View.Pad(List.of(Dim.ONE), List.of(Dim.ONE), List.of(1), -0.0),
                                b.expand("[3]", b.c(-0.0))),
                        b -> b.expand("[7]", b.c(-0.0))),
                row("op(x, expand y) = expand op(x, y)", NUMBERS,
                        b -> b.add(SUB, b.expand("[2,N]", b.x()), b.expand("[2,N]", b.y())),
                        b -> b.expand("[2,N]", b.add(SUB, b.x(), b.y()))),
                row("op(x, expand y) = expand op(x, y)", NUMBERS, b -> b.add(SUB, b.x(), b.expand("[N]", b.c(1))),
                        b -> b.add(SUB, b.x(), b.c(1))),
                row("op(c) = constant", NUMBERS, b -> b.add(ADD, b.c(2), b.c(3)), b -> b.c(5)),
                row("op(c) = constant", NUMBERS,
                        b -> b.reduce(Reduce.Kind.SUM, List.of(0), b.expand("[4]", b.c(2))), b -> b.c(8)),
                row("y + x = x + y, which is there", NUMBERS,
                        b -> b.add(SUB, b.add(ADD, b.x(), b.y()), b.add(ADD, b.y(), b.x())),
                        b -> b.add(SUB, b.add(ADD, b.x(), b.y()), b.add(ADD, b.x(), b.y()))));
    }

    private static long negative(DType dtype, double value) {
        return dtype.isFloating() ? Literals.bits(dtype, -value) : Literals.bits(dtype, -(long) value);
    }

    private static List<Row> arithmetic() {
        List<Row> rows = new ArrayList<>(List.of(
                row("x + -0 = x", NUMBERS, b -> b.add(ADD, b.x(), b.c(-0.0)), Bench::x),
                row("x + -y = x - y", NUMBERS, b -> b.add(ADD, b.x(), b.neg(b.y())), b -> b.add(SUB, b.x(), b.y())),
                row("-x + y = y - x", NUMBERS, b -> b.add(ADD, b.neg(b.x()), b.y()), b -> b.add(SUB, b.y(), b.x())),
                row("(n + c) + d = n + (c + d)", INTEGERS, b -> b.add(ADD, b.add(ADD, b.x(), b.c(100)), b.c(101)),
                        b -> b.add(ADD, b.x(), b.add(ADD, b.c(100), b.c(101)))),
                row("x - 0 = x", NUMBERS, b -> b.add(SUB, b.x(), b.c(0)), Bench::x),
                row("x - -y = x + y", NUMBERS, b -> b.add(SUB, b.x(), b.neg(b.y())), b -> b.add(ADD, b.x(), b.y())),
                row("n - n = 0", INTEGERS, b -> b.add(SUB, b.x(), b.x()), b -> b.expand("[N]", b.c(0))),
                row("x * 1 = x", NUMBERS, b -> b.add(MUL, b.x(), b.c(1)), Bench::x),
                row("x * -1 = -x", NUMBERS, b -> b.add(MUL, b.x(), b.c(-1)), b -> b.neg(b.x())),
                row("n * 0 = 0", INTEGERS, b -> b.add(MUL, b.x(), b.c(0)), b -> b.expand("[N]", b.c(0))),
                row("-x * -y = x * y", NUMBERS, b -> b.add(MUL, b.neg(b.x()), b.neg(b.y())),
                        b -> b.add(MUL, b.x(), b.y())),
                row("-x * c = x * -c", NUMBERS, b -> b.add(MUL, b.neg(b.x()), b.c(3)),
                        b -> b.add(MUL, b.x(), b.bits(negative(b.dtype(), 3)))),
                row("(n * c) * d = n * (c * d)", INTEGERS, b -> b.add(MUL, b.add(MUL, b.x(), b.c(100)), b.c(101)),
                        b -> b.add(MUL, b.x(), b.add(MUL, b.c(100), b.c(101)))),
                row("x / 1 = x", NUMBERS, b -> b.add(DIV, b.x(), b.c(1)), Bench::x),
                row("x / -1 = -x", and(FLOATS, SIGNED), b -> b.add(DIV, b.x(), b.c(-1)), b -> b.neg(b.x())),
                row("-x / -y = x / y", FLOATS, b -> b.add(DIV, b.neg(b.x()), b.neg(b.y())),
                        b -> b.add(DIV, b.x(), b.y())),
                row("--x = x", NUMBERS, b -> b.neg(b.neg(b.x())), Bench::x),
                row("||x|| = |x|", NUMBERS, b -> b.add(ABS, b.add(ABS, b.x())), b -> b.add(ABS, b.x())),
                row("|-x| = |x|", and(FLOATS, SIGNED), b -> b.add(ABS, b.neg(b.x())), b -> b.add(ABS, b.x())),
                row("|u| = u, u unsigned", UNSIGNED, b -> b.add(ABS, b.x()), Bench::x),
                row("relu relu x = relu x", NUMBERS, b -> b.add(RELU, b.add(RELU, b.x())), b -> b.add(RELU, b.x())),
                row("relu u = u, u unsigned", UNSIGNED, b -> b.add(RELU, b.x()), Bench::x),
                row("sign sign x = sign x", NUMBERS, b -> b.add(SIGN, b.add(SIGN, b.x())), b -> b.add(SIGN, b.x())),
                row("max(x, x) = x", ALL, b -> b.add(MAX, b.x(), b.x()), Bench::x),
                row("min(x, x) = x", ALL, b -> b.add(MIN, b.x(), b.x()), Bench::x),
                row("max(x, least) = x", ALL, b -> b.add(MAX, b.x(), b.bits(Fold.MAX.identity(b.dtype()))), Bench::x),
                row("min(x, greatest) = x", ALL, b -> b.add(MIN, b.x(), b.bits(Fold.MIN.identity(b.dtype()))),
                        Bench::x)));
        for (double power : new double[]{2, -4, 0.125, 1024, Math.scalb(1.0, -14), Math.scalb(1.0, 15)}) {
            rows.add(row("x / 2^k = x * 2^-k", FLOATS, b -> b.add(DIV, b.x(), b.c(power)),
                    b -> b.add(MUL, b.x(), b.c(1 / power))));
        }
        List<Elementwise> rounding = List.of(FLOOR, CEIL, ROUND, TRUNC);
        for (Elementwise outer : rounding) {
            for (Elementwise inner : rounding) {
                rows.add(row("round floor x = floor x", FLOATS, b -> b.add(outer, b.add(inner, b.x())),
                        b -> b.add(inner, b.x())));
            }
        }
        return rows;
    }

    private static List<Row> logic() {
        return List.of(
                row("n & n = n", BITS, b -> b.add(AND, b.x(), b.x()), Bench::x),
                row("n | n = n", BITS, b -> b.add(OR, b.x(), b.x()), Bench::x),
                row("n ^ n = 0", BITS, b -> b.add(XOR, b.x(), b.x()), b -> b.expand("[N]", b.c(0))),
                row("n & 0 = 0", BITS, b -> b.add(AND, b.x(), b.c(0)), b -> b.expand("[N]", b.c(0))),
                row("n & 1 = n", BITS, b -> b.add(AND, b.x(), b.c(-1)), Bench::x),
                row("n | 0 = n", BITS, b -> b.add(OR, b.x(), b.c(0)), Bench::x),
                row("n | 1 = 1", BITS, b -> b.add(OR, b.x(), b.c(-1)), b -> b.expand("[N]", b.c(-1))),
                row("n ^ 0 = n", BITS, b -> b.add(XOR, b.x(), b.c(0)), Bench::x),
                row("n ^ 1 = not n", BITS, b -> b.add(XOR, b.x(), b.c(-1)), b -> b.not(b.x())),
                row("not not n = n", BITS, b -> b.not(b.not(b.x())), Bench::x),
                row("not (x == y) = x != y", ALL, b -> b.not(b.add(EQ, b.x(), b.y())), b -> b.add(NE, b.x(), b.y())),
                row("not (x != y) = x == y", ALL, b -> b.not(b.add(NE, b.x(), b.y())), b -> b.add(EQ, b.x(), b.y())),
                row("not (n < m) = n >= m", BITS, b -> b.not(b.add(LT, b.x(), b.y())), b -> b.add(GE, b.x(), b.y())),
                row("not (n <= m) = n > m", BITS, b -> b.not(b.add(LE, b.x(), b.y())), b -> b.add(GT, b.x(), b.y())),
                row("not (n > m) = n <= m", BITS, b -> b.not(b.add(GT, b.x(), b.y())), b -> b.add(LE, b.x(), b.y())),
                row("not (n >= m) = n < m", BITS, b -> b.not(b.add(GE, b.x(), b.y())), b -> b.add(LT, b.x(), b.y())),
                row("x < x = false", ALL, b -> b.add(LT, b.x(), b.x()), b -> b.expand("[N]", b.c(DType.BOOL, 0))),
                row("x > x = false", ALL, b -> b.add(GT, b.x(), b.x()), b -> b.expand("[N]", b.c(DType.BOOL, 0))),
                row("n == n = true", BITS, b -> b.add(EQ, b.x(), b.x()), b -> b.expand("[N]", b.c(DType.BOOL, 1))),
                row("n <= n = true", BITS, b -> b.add(LE, b.x(), b.x()), b -> b.expand("[N]", b.c(DType.BOOL, 1))),
                row("n >= n = true", BITS, b -> b.add(GE, b.x(), b.x()), b -> b.expand("[N]", b.c(DType.BOOL, 1))),
                row("n != n = false", BITS, b -> b.add(NE, b.x(), b.x()), b -> b.expand("[N]", b.c(DType.BOOL, 0))),
                row("p == true = p", BOOL, b -> b.add(EQ, b.x(), b.c(1)), Bench::x),
                row("p == false = not p", BOOL, b -> b.add(EQ, b.x(), b.c(0)), b -> b.not(b.x())),
                row("p != true = not p", BOOL, b -> b.add(NE, b.x(), b.c(1)), b -> b.not(b.x())),
                row("p != false = p", BOOL, b -> b.add(NE, b.x(), b.c(0)), Bench::x),
                row("p ? x : x = x", ALL, b -> b.add(WHERE, b.p(), b.x(), b.x()), Bench::x),
                row("p ? x : x = x", ALL, b -> b.add(WHERE, b.input("q", DType.BOOL, "[2,1]"), b.x(), b.x()),
                        b -> b.expand("[2,N]", b.x())),
                row("true ? x : y = x", ALL, b -> b.add(WHERE, b.c(DType.BOOL, 1), b.x(), b.y()), Bench::x),
                row("false ? x : y = y", ALL, b -> b.add(WHERE, b.c(DType.BOOL, 0), b.x(), b.y()), Bench::y),
                row("not p ? x : y = p ? y : x", ALL, b -> b.add(WHERE, b.not(b.p()), b.x(), b.y()),
                        b -> b.add(WHERE, b.p(), b.y(), b.x())),
                row("p ? true : false = p", BOOL, b -> b.add(WHERE, b.p(), b.c(1), b.c(0)), Bench::p),
                row("p ? (p ? x : y) : z = p ? x : z", ALL,
                        b -> b.add(WHERE, b.p(), b.add(WHERE, b.p(), b.x(), b.y()), b.z()),
                        b -> b.add(WHERE, b.p(), b.x(), b.z())),
                row("p ? x : (p ? y : z) = p ? x : z", ALL,
                        b -> b.add(WHERE, b.p(), b.x(), b.add(WHERE, b.p(), b.y(), b.z())),
                        b -> b.add(WHERE, b.p(), b.x(), b.z())));
    }

    private static List<Row> casts() {
        List<Row> rows = new ArrayList<>();
        rows.add(row("cast x = x, of the same dtype", ALL, b -> b.cast(b.dtype(), b.x()), Bench::x));
        for (DType middle : DType.values()) {
            for (DType to : DType.values()) {
                Set<DType> wider = EnumSet.noneOf(DType.class);
                Set<DType> narrower = EnumSet.noneOf(DType.class);
                for (DType from : DType.values()) {
                    // Independently of the table: every value goes there and back.
                    if (from != middle && holdsAll(from, middle)) {
                        wider.add(from);
                    }
                    if (from.isInteger() && middle.isInteger() && to.isInteger() && to.bits() <= middle.bits()) {
                        narrower.add(from);
                    }
                }
                rows.add(row("cast of a widening cast = cast", wider, b -> b.cast(to, b.cast(middle, b.x())),
                        b -> b.cast(to, b.x())));
                rows.add(row("cast of a cast between integers = cast, narrower each time", narrower,
                        b -> b.cast(to, b.cast(middle, b.x())), b -> b.cast(to, b.x())));
            }
        }
        return rows;
    }

    private static boolean holdsAll(DType from, DType middle) {
        Bench bench = new Bench(from);
        Node there = bench.cast(middle, bench.x());
        Graph graph = bench.graph(bench.cast(from, there));
        Map<String, Literal> values = Bench.exhaustive(graph, new Random(5));
        Literal back = Interpreter.run(graph, values).get("out");
        return Difference.between(values.get("x"), back) == null && !(middle.isInteger() && from.isInteger()
                && middle.bits() == from.bits()) && !(from.bits() == 64);
    }

    private static List<Row> views() {
        List<Dim> none = List.of(Dim.ZERO, Dim.ZERO);
        return List.of(
                row("transpose in order = x", ALL, b -> b.transpose(List.of(0, 1), b.input("[2,3]")),
                        b -> b.input("[2,3]")),
                row("transpose transpose = transpose", ALL,
                        b -> b.transpose(List.of(2, 0, 1), b.transpose(List.of(1, 0, 2), b.input("[2,3,4]"))),
                        b -> b.transpose(List.of(2, 1, 0), b.input("[2,3,4]"))),
                row("transpose of axes of size 1 = reshape", ALL,
                        b -> b.transpose(List.of(1, 0, 3, 2), b.input("[2,1,3,1]")),
                        b -> b.reshape("[1,2,1,3]", b.input("[2,1,3,1]"))),
                row("reshape or expand to the same shape = x", ALL, b -> b.reshape("[N]", b.x()), Bench::x),
                row("reshape or expand to the same shape = x", ALL, b -> b.expand("[N]", b.x()), Bench::x),
                row("reshape reshape = reshape", ALL, b -> b.reshape("[6]", b.reshape("[3,2]", b.input("[2,3]"))),
                        b -> b.reshape("[6]", b.input("[2,3]"))),
                row("expand expand = expand", ALL, b -> b.expand("[3,2,N]", b.expand("[2,N]", b.x())),
                        b -> b.expand("[3,2,N]", b.x())),
                row("slice of everything = x", ALL, b -> slice("[0,0]", "[1,3]", List.of(-1, 1), b, b.input("[1,3]")),
                        b -> b.input("[1,3]")),
                row("slice slice = slice", ALL,
                        b -> slice("[1,2]", "[2,2]", List.of(1, -2),
                                b, slice("[5,0]", "[3,3]", List.of(-2, 2), b, b.input("[6,6]"))),
                        b -> slice("[3,4]", "[2,2]", List.of(-2, -4), b, b.input("[6,6]"))),
                row("pad by nothing = x", ALL,
                        b -> b.add(new View.Pad(none, none, List.of(0, 3), 1), b.input("[3,1]")),
                        b -> b.input("[3,1]")),
                row("pad pad = pad", ALL, b -> pad(2, 1, 0, b, pad(1, 1, 1, b, b.input("[4]"))),
                        b -> pad(3, 2, 1, b, b.input("[4]"))),
                row("pad pad = pad", ALL, b -> pad(-3, 1, 0, b, pad(1, 1, 2, b, b.input("[4]"))),
                        b -> pad(-2, 2, 2, b, b.input("[4]"))),
                row("window of size 1 = reshape", ALL,
                        b -> b.add(new View.Window(List.of(0, 1), List.of(1, 1), List.of(1, 1), List.of(3, 1)),
                                b.input("[4,2]")),
                        b -> b.reshape("[4,2,1,1]", b.input("[4,2]"))),
                row("concat x = x", ALL, b -> b.add(new Index.Concat(0), b.x()), Bench::x),
                row("concat with nothing = concat without", ALL,
                        b -> b.add(new Index.Concat(0), b.x(), b.input("e", b.dtype(), "[0]"), b.y()),
                        b -> b.add(new Index.Concat(0), b.x(), b.y())),
                row("concat of many = concat of concats", ALL,
                        b -> b.add(new Index.Concat(0), Collections.nCopies(18, b.x()).toArray(Node[]::new)),
                        b -> b.add(new Index.Concat(0),
                                b.add(new Index.Concat(0), Collections.nCopies(16, b.x()).toArray(Node[]::new)),
                                b.add(new Index.Concat(0), b.x(), b.x()))),
                row("update of everything = the new value", ALL,
                        b -> b.add(new Index.Update(none, List.of(1, 1)), b.input("[2,3]"),
                                b.input("v", b.dtype(), "[2,3]")),
                        b -> b.input("v", b.dtype(), "[2,3]")),
                row("slice of an update = the new value", ALL,
                        b -> slice("[0,2]", "[2,2]", List.of(1, -1), b,
                                b.add(new Index.Update(List.of(Dim.ZERO, Dim.of(2)), List.of(1, -1)),
                                        b.input("[2,3]"), b.input("v", b.dtype(), "[2,2]"))),
                        b -> b.input("v", b.dtype(), "[2,2]")));
    }

    private static Node slice(String starts, String sizes, List<Integer> steps, Bench b, Node of) {
        return b.add(new View.Slice(Shape.parse(starts).dims(), Shape.parse(sizes).dims(), steps), of);
    }

    private static Node pad(int low, int high, int gap, Bench b, Node of) {
        return b.add(new View.Pad(List.of(Dim.of(low)), List.of(Dim.of(high)), List.of(gap), 1), of);
    }

    private static List<Row> reductions() {
        List<Row> rows = new ArrayList<>();
        for (Reduce.Kind kind : Reduce.Kind.values()) {
            boolean arg = kind == Reduce.Kind.ARGMAX || kind == Reduce.Kind.ARGMIN;
            boolean extreme = kind == Reduce.Kind.MAX || kind == Reduce.Kind.MIN;
            Set<DType> dtypes = arg || extreme ? ALL : NUMBERS;
            rows.add(row("reduce over no axes = x", dtypes, b -> b.reduce(kind, List.of(), b.x()),
                    b -> arg ? b.expand("[N]", b.c(DType.I64, 0)) : b.x()));
            rows.add(row("reduce over axes of size 1 = reshape", dtypes,
                    b -> b.reduce(kind, List.of(1), b.reshape("[N,1]", b.x())),
                    b -> {
                        Node x = b.x();
                        Node flat = b.reshape("[N]", b.reshape("[N,1]", x));
                        return arg
                                ? b.expand("[N]", b.c(DType.I64, 0))
                                : kind == Reduce.Kind.SUM && b.dtype().isFloating() ? b.add(ADD, flat, b.c(0)) : flat;
                    }));
            rows.add(row("reduce over axes of size 1 = reshape", dtypes,
                    b -> b.reduce(kind, List.of(1, 2, 3), b.input("[2,1,40,1,2]")),
                    b -> b.reduce(kind, List.of(1), b.reshape("[2,40,2]", b.input("[2,1,40,1,2]")))));
            if (!arg) {
                rows.add(row("max over max = max", extreme ? ALL : INTEGERS,
                        b -> b.reduce(kind, List.of(0, 2), b.reduce(kind, List.of(1, 3), b.input("[2,3,2,3,2]"))),
                        b -> b.reduce(kind, List.of(0, 1, 3, 4), b.input("[2,3,2,3,2]"))));
                rows.add(row("max over max = max", extreme ? ALL : INTEGERS,
                        b -> b.reduce(kind, List.of(0), b.reduce(kind, List.of(1), b.input("[2,0]"))),
                        b -> b.reduce(kind, List.of(0, 1), b.input("[2,0]"))));
            }
        }
        return rows;
    }

    private static List<Rule> rules() {
        return Stream.of(Normalise.RULES, ConstantFolding.RULES, Algebra.RULES, DetachRemoval.RULES)
                .flatMap(List::stream).toList();
    }

    private static Graph apply(String rule, Graph graph, Changes changes) {
        List<Rule> one = rules().stream().filter(each -> each.name().equals(rule)).toList();
        return one.isEmpty() ? new CommonSubexpressions().run(graph, changes) : Rewrite.fixpoint(graph, one, changes);
    }

    @Test
    void namesAreDistinctAndEveryRuleHasARow() {
        List<String> names = rules().stream().map(Rule::name).toList();
        assertThat(names).doesNotHaveDuplicates();
        Set<String> tested = new TreeSet<>(rows().stream().map(Row::rule).toList());
        assertThat(tested).containsAll(names);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void bothSidesHaveTheSameBits(Row row) {
        for (DType dtype : row.dtypes()) {
            Bench before = new Bench(dtype);
            Graph graph = before.graph(row.before().apply(before));
            Changes changes = new Changes();
            Graph rewritten = apply(row.rule(), graph, changes);
            Bench after = new Bench(dtype);
            graph.inputs().forEach(x -> after.input(Bench.name(x), x.type().dtype(), x.shape().text()));
            assertThat(rewritten.toString()).as("%s of %s", row.rule(), dtype)
                    .isEqualTo(after.graph(row.after().apply(after)).toString());
            assertThat(changes.counts()).containsOnlyKeys(row.rule());
            Random random = new Random(dtype.ordinal());
            for (int round = 0; round < (graph.inputs().stream().allMatch(n -> n.shape().isStatic())
                    ? 30
                    : 1); round++) {
                Map<String, Literal> values = Bench.exhaustive(graph, random);
                assertThat(Difference.between(Interpreter.run(graph, values), Interpreter.run(rewritten, values)))
                        .as("%s of %s", row.rule(), dtype).isNull();
            }
        }
    }
}
