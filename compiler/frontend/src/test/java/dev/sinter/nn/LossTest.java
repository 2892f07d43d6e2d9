package dev.sinter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.Sinter;
import dev.sinter.Tensor;
import dev.sinter.ir.Diagnostic;
import dev.sinter.types.DType;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LossTest {
    /** A loss by its elements, with every reduction. */
    private static void judged(Grid each, Function<Reduction, Tensor> loss) {
        each.judges(loss.apply(Reduction.NONE));
        double sum = java.util.Arrays.stream(each.values).sum();
        scalar(sum, loss.apply(Reduction.SUM));
        scalar(sum / each.values.length, loss.apply(Reduction.MEAN));
    }

    private static void scalar(double expected, Tensor got) {
        Grid.fill(new int[0], at -> expected).judges(got);
    }

    private static Grid pairs(Grid a, Grid b, DoubleBinaryOperator formula) {
        return Grid.fill(a.sizes, at -> formula.applyAsDouble(a.at(at), b.at(at)));
    }

    @Test
    @DisplayName("N4: losses of distances: MSE, L1, smooth L1 and Huber, with each reduction")
    void distances() {
        Grid x = Grid.random(4, 3);
        Grid y = Grid.random(4, 3);
        judged(pairs(x, y, (a, b) -> (a - b) * (a - b)), r -> new MSELoss(r).call(x.tensor(), y.tensor()));
        judged(pairs(x, y, (a, b) -> Math.abs(a - b)), r -> new L1Loss(r).call(x.tensor(), y.tensor()));
        judged(pairs(x, y, (a, b) -> {
            double d = Math.abs(a - b);
            return d < 0.7 ? d * d / 1.4 : d - 0.35;
        }), r -> new SmoothL1Loss(0.7, r).call(x.tensor(), y.tensor()));
        judged(pairs(x, y, (a, b) -> {
            double d = Math.abs(a - b);
            return d <= 0.7 ? d * d / 2 : 0.7 * (d - 0.35);
        }), r -> new HuberLoss(0.7, r).call(x.tensor(), y.tensor()));
        assertThatThrownBy(() -> new L1Loss().call(x.tensor(), y.tensor().select(0, 0))).isInstanceOf(Diagnostic.class)
                .hasMessageContaining("[4, 3]").hasMessageContaining("[3]");
        assertThatThrownBy(() -> new HuberLoss(0, Reduction.MEAN).call(x.tensor(), y.tensor()))
                .isInstanceOf(Diagnostic.class);
    }

    @Test
    @DisplayName("N4: cross-entropy of classes, with weights, an ignored class, label smoothing and axes behind the classes")
    void crossEntropy() {
        Grid x = Grid.random(3, 4, 2);
        Grid w = Grid.fill(new int[]{4}, at -> 0.5 + at[0]);
        long[][] classes = {{1, 3}, {2, 0}, {-7, 3}};
        Grid logs = Grid.fill(x.sizes, at -> {
            double sum = 0;
            for (int c = 0; c < 4; c++) {
                sum += Math.exp(x.at(at[0], c, at[2]));
            }
            return x.at(at) - Math.log(sum);
        });
        for (double smoothing : new double[]{0, 0.3}) {
            double total = 0;
            double weight = 0;
            Grid each = new Grid(3, 2);
            for (int n = 0; n < 3; n++) {
                for (int i = 0; i < 2; i++) {
                    int k = (int) classes[n][i];
                    if (k < 0) {
                        continue;
                    }
                    double hard = -w.values[k] * logs.at(n, k, i);
                    double soft = 0;
                    for (int c = 0; c < 4; c++) {
                        soft -= w.values[c] * logs.at(n, c, i);
                    }
                    each.add((1 - smoothing) * hard + smoothing / 4 * soft, n, i);
                    total += each.at(n, i);
                    weight += w.values[k];
                }
            }
            Tensor target = Sinter.tensor(classes);
            each.judges(new CrossEntropyLoss(w.tensor(), -7, smoothing, Reduction.NONE).call(x.tensor(), target));
            scalar(total, new CrossEntropyLoss(w.tensor(), -7, smoothing, Reduction.SUM).call(x.tensor(), target));
            scalar(total / weight,
                    new CrossEntropyLoss(w.tensor(), -7, smoothing, Reduction.MEAN).call(x.tensor(), target));
            if (smoothing == 0) {
                scalar(total / weight, new NLLLoss(w.tensor(), -7, Reduction.MEAN).call(logs.tensor(), target));
            }
        }
        Tensor one = x.tensor().select(0, 0).select(1, 0);
        scalar(-logs.at(0, 2, 0),
                new CrossEntropyLoss().call(one, Sinter.tensor(2).view(dev.sinter.types.Shape.of(new long[0]))));
        assertThatThrownBy(() -> new CrossEntropyLoss(w.tensor().narrow(0, 0, 3), -7, 0, Reduction.MEAN)
                .call(x.tensor(), Sinter.tensor(classes))).isInstanceOf(Diagnostic.class).hasMessageContaining("[4]");
    }

    @Test
    @DisplayName("N4: cross-entropy of probabilities, with weights and label smoothing")
    void probabilities() {
        Grid x = Grid.random(3, 4);
        Grid raw = Grid.random(3, 4);
        Tensor target = raw.tensor().softmax(1);
        Grid p = Grid.of(target);
        Grid w = Grid.fill(new int[]{4}, at -> 0.5 + at[0]);
        Grid each = Grid.fill(new int[]{3}, at -> {
            double sum = 0;
            for (int c = 0; c < 4; c++) {
                sum += Math.exp(x.at(at[0], c));
            }
            double loss = 0;
            for (int c = 0; c < 4; c++) {
                loss -= w.values[c] * (0.8 * p.at(at[0], c) + 0.05) * (x.at(at[0], c) - Math.log(sum));
            }
            return loss;
        });
        judged(each, r -> new CrossEntropyLoss(w.tensor(), -100, 0.2, r).call(x.tensor(), target));
    }

    @Test
    @DisplayName("N4: binary cross-entropy of probabilities and of logits, with weights; it stays finite at 0 and 1")
    void binary() {
        Grid x = Grid.random(4, 3);
        Grid y = Grid.fill(new int[]{4, 3}, at -> (at[0] + at[1]) % 3 / 2.0);
        Grid w = Grid.fill(new int[]{4, 3}, at -> 1 + at[0]);
        Grid positive = Grid.fill(new int[]{3}, at -> 0.5 + at[0]);
        Grid p = Grid.fill(x.sizes, at -> 1 / (1 + Math.exp(-x.at(at))));
        judged(Grid.fill(x.sizes, at -> -w.at(at)
                * (y.at(at) * Math.log(p.at(at)) + (1 - y.at(at)) * Math.log(1 - p.at(at)))),
                r -> new BCELoss(w.tensor(), r).call(p.tensor(), y.tensor()));
        judged(Grid.fill(x.sizes, at -> -w.at(at) * (positive.at(at[1]) * y.at(at) * Math.log(p.at(at))
                + (1 - y.at(at)) * Math.log(1 - p.at(at)))),
                r -> new BCEWithLogitsLoss(w.tensor(), positive.tensor(), r).call(x.tensor(), y.tensor()));
        Tensor sure = Sinter.tensor(new double[]{0, 1});
        assertThat(new BCELoss().call(sure, sure).item()).isEqualTo(0.0);
        assertThat(new BCELoss().call(sure, sure.flip(0)).item()).isEqualTo(100.0);
        assertThat(new BCEWithLogitsLoss().call(Sinter.tensor(new double[]{-2000, 2000}), sure.flip(0)).item())
                .isEqualTo(2000.0);
    }

    @Test
    @DisplayName("N4: Kullback and Leibler's divergence, of probabilities or logarithms; 0 log 0 is 0")
    void divergence() {
        Grid x = Grid.random(4, 3);
        Grid y = Grid.fill(new int[]{4, 3}, at -> at[0] == 0 ? 0 : 0.1 * (at[0] + at[1]));
        Grid each = Grid.fill(x.sizes, at -> y.at(at) == 0 ? 0 : y.at(at) * (Math.log(y.at(at)) - x.at(at)));
        judged(each, r -> new KLDivLoss(r).call(x.tensor(), y.tensor()));
        scalar(java.util.Arrays.stream(each.values).sum() / 4,
                new KLDivLoss(Reduction.BATCH_MEAN).call(x.tensor(), y.tensor()));
        judged(pairs(x, y, (a, b) -> Math.exp(b) * (b - a)), r -> new KLDivLoss(true, r).call(x.tensor(), y.tensor()));
    }

    private static double length(Grid a, Grid b, int n, double p) {
        double sum = 0;
        for (int i = 0; i < a.sizes[1]; i++) {
            sum += Math.pow(Math.abs(a.at(n, i) - b.at(n, i) + 1e-6), p);
        }
        return Math.pow(sum, 1 / p);
    }

    @Test
    @DisplayName("N4: losses of pairs and triples: cosine embedding, triplet margin with swap, ranking, hinge")
    void pairsAndTriples() {
        Grid a = Grid.random(4, 3);
        Grid b = Grid.random(4, 3);
        Grid c = Grid.random(4, 3);
        Grid sign = Grid.fill(new int[]{4}, at -> at[0] % 2 == 0 ? 1 : -1);
        Grid cos = Grid.fill(new int[]{4}, at -> {
            double ab = 0;
            double aa = 1e-12;
            double bb = 1e-12;
            for (int i = 0; i < 3; i++) {
                ab += a.at(at[0], i) * b.at(at[0], i);
                aa += a.at(at[0], i) * a.at(at[0], i);
                bb += b.at(at[0], i) * b.at(at[0], i);
            }
            return ab / Math.sqrt(aa * bb);
        });
        judged(pairs(cos, sign, (v, s) -> s > 0 ? 1 - v : Math.max(0, v - 0.1)),
                r -> new CosineEmbeddingLoss(0.1, r).call(a.tensor(), b.tensor(), sign.tensor()));
        cos.judges(new CosineSimilarity().call(a.tensor(), b.tensor()), 1e-9);
        for (double p : new double[]{2, 3}) {
            for (boolean swap : new boolean[]{false, true}) {
                judged(Grid.fill(new int[]{4}, at -> {
                    double far = length(a, c, at[0], p);
                    far = swap ? Math.min(far, length(b, c, at[0], p)) : far;
                    return Math.max(0, length(a, b, at[0], p) - far + 0.8);
                }), r -> new TripletMarginLoss(0.8, p, swap, r).call(a.tensor(), b.tensor(), c.tensor()));
            }
        }
        Grid u = Grid.random(4);
        Grid v = Grid.random(4);
        judged(Grid.fill(new int[]{4}, at -> Math.max(0, -sign.at(at) * (u.at(at) - v.at(at)) + 0.2)),
                r -> new MarginRankingLoss(0.2, r).call(u.tensor(), v.tensor(), sign.tensor()));
        judged(pairs(u, sign, (x, s) -> s > 0 ? x : Math.max(0, 1 - x)),
                r -> new HingeEmbeddingLoss(r).call(u.tensor(), sign.tensor()));
        judged(pairs(u, sign, (x, s) -> Math.log1p(Math.exp(-s * x))),
                r -> new SoftMarginLoss(r).call(u.tensor(), sign.tensor()));
        judged(pairs(u, v, (x, y) -> Math.exp(x) - y * x), r -> new PoissonNLLLoss(r).call(u.tensor(), v.tensor()));
        Grid variance = Grid.fill(new int[]{4}, at -> 0.5 * at[0]);
        judged(Grid.fill(new int[]{4}, at -> {
            double s = Math.max(variance.at(at), 1e-2);
            return 0.5 * (Math.log(s) + Math.pow(u.at(at) - v.at(at), 2) / s);
        }), r -> new GaussianNLLLoss(1e-2, r).call(u.tensor(), v.tensor(), variance.tensor()));
    }

    @Test
    @DisplayName("N4: gradients of losses agree with differences")
    void gradients() {
        Grid x = Grid.random(3, 4);
        Tensor classes = Sinter.tensor(new long[]{1, 3, 0});
        Tensor other = Grid.random(3, 4).tensor();
        Tensor part = other.sigmoid();
        Function<Tensor, Tensor> all = t -> new CrossEntropyLoss(null, -100, 0.1, Reduction.MEAN).call(t, classes)
                .add(new HuberLoss().call(t, other)).add(new BCEWithLogitsLoss().call(t, part))
                .add(new KLDivLoss().call(t, part)).add(new TripletMarginLoss().call(t, other, part));
        Tensor in = x.tensor().requiresGrad_();
        all.apply(in).backward();
        double h = 1e-5;
        Grid.fill(x.sizes, at -> {
            double up = 0;
            for (int side = -1; side <= 1; side += 2) {
                double[] values = x.values.clone();
                values[x.number(at)] += side * h;
                up += side * all.apply(Sinter.tensor(values, DType.F64).view(3, 4)).itemDouble();
            }
            return up / (2 * h);
        }).judges(in.grad(), 1e-7);
    }
}
