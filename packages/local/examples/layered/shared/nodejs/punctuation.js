exports.punctuation = '!'
