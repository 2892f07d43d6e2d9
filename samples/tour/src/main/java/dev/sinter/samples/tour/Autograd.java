package dev.sinter.samples.tour;

import static dev.sinter.Sinter.manualSeed;
import static dev.sinter.Sinter.noGrad;
import static dev.sinter.Sinter.ones;
import static dev.sinter.Sinter.randn;
import static dev.sinter.Sinter.tensor;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.types.DType;
import java.util.List;
import java.util.Objects;

/** Derivatives of ordinary Java. */
final class Autograd {
    static final List<Step> STEPS = List.of(
            new Step(14, "A line and its derivatives", Autograd::line),
            new Step(15, "Logarithm, product and sine", Autograd::formula),
            new Step(16, "The graph behind a value", Autograd::graph),
            new Step(17, "Gradients add up; a graph is used once", Autograd::twice),
            new Step(18, "What cannot have a gradient, and what needs one", Autograd::refusals),
            new Step(19, "Loops and recursion differentiate", Autograd::controlFlow));

    private Autograd() {}

    private static void line(Page page) {
        Tensor x = tensor(1.0).requiresGrad_();
        Tensor w = tensor(2.0).requiresGrad_();
        Tensor b = tensor(3.0).requiresGrad_();
        Tensor y = w.mul(x).add(b);
        page.show("y.requiresGrad()", y.requiresGrad());
        y.backward();
        page.show("x.grad()", x.grad());
        page.show("w.grad()", w.grad());
        page.show("b.grad()", b.grad());
        try (var _ = noGrad()) {
            page.show("w.mul(x).add(b).requiresGrad() under noGrad", w.mul(x).add(b).requiresGrad());
        }
    }

    private static void formula(Page page) {
        Tensor gradients = page.compiled("the derivatives of ln x1 + x1 x2 - sin x2 at (2, 5)", in -> {
            Tensor x1 = in.get(0).requiresGrad_();
            Tensor x2 = in.get(1).requiresGrad_();
            Tensor y = x1.log().add(x1.mul(x2)).sub(x2.sin());
            return Sinter.stack(Sinter.grad(y, List.of(x1, x2)), 0);
        }, tensor(2.0, DType.F64), tensor(5.0, DType.F64));
        page.show("2 - cos 5", 2 - StrictMath.cos(5));
        page.show("their difference", gradients.get(1).itemDouble() - (2 - StrictMath.cos(5)));
    }

    private static void graph(Page page) {
        Tensor x = ones(2, 2).requiresGrad_();
        Tensor z = x.add(2).square().mul(3);
        Tensor out = z.mean();
        page.show("z", z);
        page.show("out", out);
        page.show("out.gradFn()", out.gradFn());
        page.show("out.gradFn().nextFunctions()", Objects.requireNonNull(out.gradFn()).nextFunctions());
        out.backward();
        page.show("x.grad()", x.grad());
    }

    private static void twice(Page page) {
        Tensor w = tensor(0.5, DType.F64).requiresGrad_();
        Tensor b = tensor(2.0, DType.F64).requiresGrad_();
        Tensor x = tensor(0.5, DType.F64);
        Tensor target = tensor(1.0, DType.F64);
        Tensor y = w.mul(x).add(b).exp();
        Tensor loss = y.sub(target).square().sum();
        loss.backward(true);
        page.show("w.grad()", w.grad());
        page.show("2 (y - y*) y x", y.detach().sub(target).mul(2).mul(y.detach()).mul(x));
        page.show("b.grad()", b.grad());
        loss.backward();
        page.show("w.grad() after a second pass", w.grad());
        page.refused("loss.backward() once more", () -> {
            loss.backward();
            return loss;
        });
    }

    private static void refusals(Page page) {
        page.refused("tensor(1, 2).requiresGrad_()", () -> tensor(1, 2).requiresGrad_());
        manualSeed(0);
        Tensor x = ones(1, 10).requiresGrad_();
        Tensor out = x.mul(2);
        page.refused("out.backward() of what is no scalar", () -> {
            out.backward();
            return out;
        });
        Tensor direction = randn(1, 10);
        out.backward(direction);
        Tensor gradient = Objects.requireNonNull(x.grad());
        page.show("x.grad().equal(direction.mul(2))", gradient.equal(direction.mul(2)));
    }

    private static Tensor power(Tensor x, int n) {
        return n == 0 ? x.mul(0).add(1) : x.mul(power(x, n - 1));
    }

    private static void controlFlow(Page page) {
        Tensor x = tensor(1.5).requiresGrad_();
        Tensor y = x;
        int doublings = 0;
        while (y.itemDouble() < 10) {
            y = y.mul(2);
            doublings++;
        }
        y.backward();
        page.show("doublings until 10", doublings);
        page.show("x.grad()", x.grad());
        x.setGrad(null);
        power(x, 3).backward();
        page.show("the derivative of x^3 by recursion, at 1.5", x.grad());
    }
}
