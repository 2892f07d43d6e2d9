package dev.sinter.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sinter.Parameter;
import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** L-BFGS on functions whose least value is known, with a tolerance of changes below what the places are judged by. */
class LBFGSTest {
    private static Supplier<Tensor> closure(Optimizer optimizer, Supplier<Tensor> loss) {
        return () -> {
            optimizer.zeroGrad();
            Tensor value = loss.get();
            value.backward();
            return value;
        };
    }

    @Test
    @DisplayName("N5: LBFGS with a line search finds the bottom of Rosenbrock's valley")
    void rosenbrock() {
        Parameter x = new Parameter(Sinter.tensor(new double[]{-1.2}));
        Parameter y = new Parameter(Sinter.tensor(new double[]{1}));
        LBFGS lbfgs = new LBFGS(LBFGS.numbered(List.of(x, y)), 1, 20, 25, 1e-9, 1e-15, 100, true);
        Supplier<Tensor> loss = closure(lbfgs,
                () -> y.sub(x.square()).square().mul(100).add(x.rsub(1).square()).sum());
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 5; i++) {
            double now = lbfgs.step(loss).itemDouble();
            assertThat(now).isLessThanOrEqualTo(before);
            before = now;
        }
        assertThat(x.toDoubleArray()[0]).isCloseTo(1, within(1e-6));
        assertThat(y.toDoubleArray()[0]).isCloseTo(1, within(1e-6));
    }

    @Test
    @DisplayName("N5: LBFGS of steps of fixed length reaches the least-squares line")
    void line() {
        Tensor t = Sinter.tensor(new double[]{0, 1, 2, 3});
        Tensor c = Sinter.tensor(new double[]{1, 3.5, 4.5, 7});
        Parameter w = new Parameter(Sinter.tensor(new double[]{0}));
        Parameter b = new Parameter(Sinter.tensor(new double[]{0}));
        LBFGS lbfgs = new LBFGS(LBFGS.numbered(List.of(w, b)), 0.5, 20, 25, 1e-9, 1e-15, 100, false);
        Supplier<Tensor> loss = closure(lbfgs, () -> t.mul(w).add(b).sub(c).square().mean());
        for (int i = 0; i < 6; i++) {
            lbfgs.step(loss);
        }
        assertThat(w.toDoubleArray()[0]).isCloseTo(1.9, within(1e-5));
        assertThat(b.toDoubleArray()[0]).isCloseTo(1.15, within(1e-5));
        assertThatThrownBy(lbfgs::step).isInstanceOf(Diagnostic.class).hasMessageContaining("step(closure)");
    }

    @Test
    @DisplayName("N5: LBFGS loaded from its state goes on bit for bit")
    void state() {
        Parameter a = new Parameter(Sinter.tensor(new double[]{2, -1, 0.5}));
        LBFGS first = new LBFGS(LBFGS.numbered(List.of(a)), 0.5, 3, 10, 1e-12, 1e-12, 4, true);
        first.step(closure(first, () -> a.square().square().sum().add(a.exp().sum())));
        Parameter b = new Parameter(a.detach().clone());
        LBFGS second = new LBFGS(LBFGS.numbered(List.of(b)), 0.1, 3, 10, 1e-12, 1e-12, 4, true);
        second.loadStateDict(first.stateDict());
        first.step(closure(first, () -> a.square().square().sum().add(a.exp().sum())));
        second.step(closure(second, () -> b.square().square().sum().add(b.exp().sum())));
        assertThat(b.toBuffer().sameBits(a.toBuffer())).isTrue();
    }
}
