/** What users type: tensors, modules, optimisers, data. */
module dev.sinter.frontend {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.ir;
    requires transitive dev.sinter.runtime;
    requires transitive dev.sinter.types;
    requires java.net.http;

    exports dev.sinter;
    exports dev.sinter.models.text;
    exports dev.sinter.models.vision;
    exports dev.sinter.nn;
    exports dev.sinter.optim;
    exports dev.sinter.data;
    exports dev.sinter.data.transforms;
    exports dev.sinter.random;
    exports dev.sinter.tensorboard;

    uses dev.sinter.Evaluator;
    uses dev.sinter.runtime.io.ForeignFormat;
}
