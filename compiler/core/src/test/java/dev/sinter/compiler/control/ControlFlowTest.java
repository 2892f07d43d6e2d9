package dev.sinter.compiler.control;

import static dev.sinter.Sinter.cond;
import static dev.sinter.Sinter.scan;
import static dev.sinter.Sinter.tensor;
import static dev.sinter.Sinter.whileLoop;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.sinter.Func;
import dev.sinter.Scanned;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.Trace;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import dev.sinter.types.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("C8: cond, whileLoop and scan")
class ControlFlowTest {
    private static Tensor doubles(double... values) {
        return tensor(values);
    }

    @Test
    @DisplayName("C8: cond gives what its predicate says, eager and compiled")
    void condChooses() {
        UnaryOperator<Tensor> function = x -> cond(x.sum().gt(0), () -> x.mul(2), () -> x.neg());
        Trace trace = Trace.named("choice").input("x", "f64[N]").run(in -> List.of(function.apply(in.get(0))));
        for (double[] values : new double[][]{{1, 2, 3}, {1, -2, -3}}) {
            double sign = values[1] > 0 ? 2 : -1;
            double[] expected = {sign * values[0], sign * values[1], sign * values[2]};
            assertThat(function.apply(doubles(values)).toDoubleArray()).isEqualTo(expected);
            assertThat(trace.compile().call(doubles(values)).toDoubleArray()).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("C8: whileLoop takes as many steps as the data says")
    void whileLoopRepeats() {
        UnaryOperator<Tensor> halve = x -> whileLoop(y -> y.abs().max().gt(1), y -> y.mul(0.5), x);
        Trace trace = Trace.named("halve").input("x", "f64[2]").run(in -> List.of(halve.apply(in.get(0))));
        for (double start : new double[]{0.5, 3, 1000}) {
            double first = start;
            double second = -start / 4;
            while (first > 1) {
                first *= 0.5;
                second *= 0.5;
            }
            assertThat(halve.apply(doubles(start, -start / 4)).toDoubleArray()).isEqualTo(new double[]{first, second});
            assertThat(trace.compile().call(doubles(start, -start / 4)).toDoubleArray())
                    .isEqualTo(new double[]{first, second});
        }
    }

    @Test
    @DisplayName("C8: scan is cumsum where its step adds, for every length from one compiled program")
    void scanSums() {
        UnaryOperator<Tensor> sums = x -> scan((sum, each) -> Scanned.of(sum.add(each), sum.add(each)),
                Sinter.zeros(Shape.SCALAR, DType.F64), x).stacked().get(0);
        Trace trace = Trace.named("sums").input("x", "f64[N]").run(in -> List.of(sums.apply(in.get(0))));
        for (int length : new int[]{0, 1, 6}) {
            double[] x = new double[length];
            double[] expected = new double[length];
            double sum = 0;
            for (int i = 0; i < length; i++) {
                x[i] = 0.1 * (i + 1);
                sum += x[i];
                expected[i] = sum;
            }
            assertThat(sums.apply(doubles(x)).toDoubleArray()).isEqualTo(expected);
            assertThat(trace.compile().call(doubles(x)).toDoubleArray()).isEqualTo(expected);
        }
    }

    /** The sum of squares of the states of h = tanh(w * h + x). */
    private static Tensor recurrence(Tensor w, Tensor x) {
        Scanned states = scan((h, each) -> {
            Tensor next = h.mul(w).add(each).tanh();
            return Scanned.of(next, next.square().sum());
        }, Sinter.zeros(Shape.of(2), DType.F64), x);
        return states.stacked().get(0).sum().add(states.carry().get(0).sum());
    }

    @Test
    @DisplayName("C8: the gradient through a scan is that of the same steps written as a Java loop (A8)")
    void scanHasTheGradientOfALoop() {
        Tensor x = doubles(0.1, -0.4, 0.7, 0.2, -0.3, 0.9).reshape(3, 2);
        Tensor[] gradients = new Tensor[2];
        for (int way = 0; way < 2; way++) {
            Tensor w = doubles(0.5, -0.8).requiresGrad_();
            Tensor loss;
            if (way == 0) {
                loss = recurrence(w, x);
            } else {
                Tensor h = Sinter.zeros(Shape.of(2), DType.F64);
                loss = Sinter.zeros(Shape.SCALAR, DType.F64);
                for (int i = 0; i < 3; i++) {
                    h = h.mul(w).add(x.select(0, i)).tanh();
                    loss = loss.add(h.square().sum());
                }
                loss = loss.add(h.sum());
            }
            loss.backward();
            gradients[way] = w.grad();
        }
        double[] scanned = gradients[0].toDoubleArray();
        double[] looped = gradients[1].toDoubleArray();
        for (int i = 0; i < 2; i++) {
            assertThat(scanned[i]).isCloseTo(looped[i], offset(1e-14));
        }
    }

    @Test
    @DisplayName("C8: derivatives through scan and cond agree with central differences, at first and second order, in both modes")
    void derivativesAgreeWithDifferences() {
        Tensor w = doubles(0.5, -0.8);
        Tensor x = doubles(0.1, -0.4, 0.7, 0.2, -0.3, 0.9).reshape(3, 2);
        Func.gradCheck(in -> recurrence(in.get(0), in.get(1)), List.of(w, x), 1e-6);
        Func.gradCheck(in -> Func.grad(v -> recurrence(v, x)).apply(in.get(0)).square().sum(), List.of(w), 1e-6);
        UnaryOperator<Tensor> either = v -> cond(v.sum().gt(0), () -> v.sin().sum(), () -> v.exp().mul(v).sum());
        for (double sign : new double[]{1, -1}) {
            Tensor at = w.mul(sign);
            Func.gradCheck(in -> either.apply(in.get(0)), List.of(at), 1e-6);
            Func.gradCheck(in -> Func.grad(either).apply(in.get(0)).square().sum(), List.of(at), 1e-6);
            assertThat(Func.jvp(either, at, doubles(1, 0)).tangent().item().doubleValue()).isCloseTo(
                    Func.grad(either).apply(at).toDoubleArray()[0], offset(1e-14));
        }
        Tensor reversed = Func.grad(v -> recurrence(v, x)).apply(w);
        for (int i = 0; i < 2; i++) {
            Tensor direction = doubles(i == 0 ? 1 : 0, i);
            assertThat(Func.jvp((UnaryOperator<Tensor>) v -> recurrence(v, x), w, direction).tangent().item()
                    .doubleValue())
                    .isCloseTo(reversed.toDoubleArray()[i], offset(1e-13));
        }
    }

    @Test
    @DisplayName("C8: forward mode goes through a while loop, reverse mode is refused by name")
    void whileLoopGoesForward() {
        UnaryOperator<Tensor> grow = x -> whileLoop(y -> y.lt(100), y -> y.square(), x);
        // 3 -> 9 -> 81 -> 6561 = x^8.
        assertThat(Func.jvp(grow, tensor(new double[]{3}).sum(), doubles(1).sum()).tangent().item()
                .doubleValue()).isEqualTo(8 * Math.pow(3, 7));
        Tensor x = tensor(new double[]{3}).sum().requiresGrad_();
        Tensor y = grow.apply(x);
        assertThatThrownBy(y::backward).isInstanceOf(Diagnostic.class).hasMessage(
                "backward: a while loop has no reverse-mode derivative, as how many steps it makes is not known beforehand; use scan"
                        + " over a fixed number of steps (with where() for those that shall change nothing), or forward mode, Func.jvp");
    }

    @Test
    @DisplayName("C8: vmap gives each sample what it has alone, also where samples take different ways")
    void samplesTakeTheirOwnWay() {
        Tensor xs = doubles(1, 2, -1, -3, 0.5, 0.25, 40, -80).reshape(4, 2);
        List<UnaryOperator<Tensor>> functions = List.of(
                x -> cond(x.sum().gt(0), () -> x.mul(2), () -> x.neg()),
                x -> whileLoop(y -> y.abs().max().gt(1), y -> y.mul(0.5), x),
                x -> scan((c, e) -> Scanned.of(c.mul(0.5).add(e), c), Sinter.zeros(Shape.SCALAR, DType.F64), x)
                        .stacked().get(0),
                x -> scan((c, e) -> Scanned.of(c.add(x.sum().mul(e))), Sinter.zeros(Shape.SCALAR, DType.F64),
                        doubles(1, 2, 3))
                        .carry().get(0));
        for (UnaryOperator<Tensor> function : functions) {
            Tensor all = Func.vmap(function).apply(xs);
            for (int i = 0; i < 4; i++) {
                assertThat(all.select(0, i).toDoubleArray()).isEqualTo(function.apply(xs.select(0, i)).toDoubleArray());
            }
        }
    }

    @Test
    @DisplayName("C8: mistakes are named: branches of two types, carries that change, predicates, writes, looks, random numbers")
    void mistakesAreNamed() {
        Tensor x = doubles(1, 2);
        assertThatThrownBy(() -> cond(x.sum().gt(0), () -> x, () -> x.to(DType.F32))).isInstanceOf(Diagnostic.class)
                .hasMessage(
                        "cond: one branch gives [f64[2]] and the other [f32[2]]; both give tensors of the same dtypes and"
                                + " shapes: cast, or expand");
        assertThatThrownBy(() -> cond(x.gt(0), () -> x, () -> x)).isInstanceOf(Diagnostic.class).hasMessage(
                "cond: the predicate is bool[2]; one bool, a tensor of bool[], is needed: compare, and reduce with all() or any() if"
                        + " there are several");
        assertThatThrownBy(() -> scan((c, e) -> Scanned.of(c.add(x)), Sinter.zeros(Shape.SCALAR, DType.F64), x))
                .isInstanceOf(Diagnostic.class).hasMessage(
                        "scan: carry 0 is f64[] before a step and f64[2] after it; a carry keeps its dtype and shape: cast it, or"
                                + " begin with the type that it is to have");
        assertThatThrownBy(() -> scan((c, e) -> Scanned.of(c), x, Sinter.zeros(Shape.SCALAR, DType.F64)))
                .isInstanceOf(Diagnostic.class).hasMessage(
                        "scan: sequence 0 is f64[], which has no first axis to go along; a sequence has a position for each step");
        Tensor written = doubles(1, 2);
        assertThatThrownBy(() -> cond(x.sum().gt(0), () -> written.add_(1), () -> x)).isInstanceOf(Diagnostic.class)
                .hasMessage(
                        "cond: a function given to it writes (add_) a tensor of f64[2] from outside; it may write only what it"
                                + " makes itself: return the new value instead, as a result or a carry");
        assertThat(written.toDoubleArray()).containsExactly(1, 2);
        assertThatThrownBy(() -> cond(x.sum().gt(0), () -> x.mul(x.sum().item().doubleValue()), () -> x))
                .isInstanceOf(Diagnostic.class)
                .hasMessageStartingWith(
                        "the value of a tensor of f64[] was asked for inside of a function given to cond, which"
                                + " runs once to be recorded");
        assertThatThrownBy(() -> whileLoop(y -> y.sum().gt(0), y -> dev.sinter.nn.Functional.dropout(y, 0.5, true), x))
                .isInstanceOf(Diagnostic.class).hasMessageStartingWith(
                        "whileLoop: a function given to it draws random numbers, but would draw the same ones each time");
        Tensor made = cond(x.sum().gt(0), () -> Sinter.zeros(Shape.of(2), DType.F64).add_(1), () -> x);
        assertThat(made.toDoubleArray()).containsExactly(1, 1);
    }
}
