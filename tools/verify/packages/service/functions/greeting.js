exports.greeting = (name, region) => `Hello ${name} from ${region}`
